import type { SubmittedJob, SubmittedJobs } from "@asimov-gw/core/scheduler";

import { numberIn, textIn, timeIn, type Ad } from "./ads.ts";
import { clusterOf } from "./act.ts";
import { quoted } from "./constraints.ts";
import { find } from "./find.ts";
import { holdIn } from "./holds.ts";
import { isDagman, jobIdOf, jobStatus } from "./observe.ts";
import type { Options } from "./options.ts";
import type { Tools } from "./tools.ts";
import { cpuIn, memoryIn, pathIn, usageAttributes } from "./usage.ts";

const attributes = [
  ...`ClusterId ProcId DAGManJobId DAGNodeName JobStatus JobUniverse NumJobStarts NumShadowStarts RemoteHost LastRemoteHost
    JobStartDate CompletionDate EnteredCurrentStatus ExitCode ExitBySignal ExitSignal HoldReason HoldReasonCode
    HoldReasonSubCode RemoveReason Iwd Out Err`.split(/\s+/),
  ...usageAttributes,
];

const words: ReadonlyMap<number | undefined, string> = new Map([
  [jobStatus.idle, "idle"],
  [jobStatus.running, "running"],
  [jobStatus.removed, "removed"],
  [jobStatus.held, "held"],
  [jobStatus.transferring, "transferring output"],
  [jobStatus.suspended, "suspended"],
]);

/** The jobs of a submission: of each node the last one, with how many there were. */
export async function jobs(tools: Tools, { owner }: Options, token: string, jobId: string | undefined): Promise<SubmittedJobs> {
  const clusters = new Map(jobId === undefined ? [] : [[token, clusterOf(jobId)] as const]);
  const { queued, ended } = await find(tools, owner, [token], clusters);
  const [own] = queued.get(token) ?? ended.get(token) ?? [];
  if (!own) return { jobs: [], notes: ["HTCondor knows nothing of it: neither its queue nor its history"] };
  const batch = `JobBatchId == ${quoted(textIn(own, "JobBatchId") ?? jobIdOf(own))}`;
  const ads = [...(await tools.queue(batch, attributes)), ...(await tools.history(batch, attributes))];
  // Of a workflow its nodes; of a single job itself.
  const nodes = ads.filter((ad) => ad["DAGManJobId"] !== undefined);
  return { jobs: told(nodes.length === 0 ? ads : nodes), notes: [] };
}

function told(ads: readonly Ad[]): readonly SubmittedJob[] {
  // A sub-workflow's nodes know their own DAGMan, which is a node of the one above.
  const dagmen = new Map(ads.filter(isDagman).map((ad) => [numberIn(ad, "ClusterId"), ad]));
  const nameOf = (ad: Ad): string => {
    const outer = dagmen.get(numberIn(ad, "DAGManJobId"));
    const name = textIn(ad, "DAGNodeName") ?? jobIdOf(ad);
    return outer === undefined || outer === ad ? name : `${nameOf(outer)}/${name}`;
  };
  const tries = Map.groupBy(ads, (ad) => `${nameOf(ad)}\n${numberIn(ad, "ProcId") ?? 0}`);
  const parts = Map.groupBy(tries.keys(), (key) => key.split("\n")[0]!);
  return [...tries]
    .map(([key, all]) => ({ key, all, first: Math.min(...all.map((ad) => numberIn(ad, "ClusterId") ?? 0)) }))
    .sort((a, b) => a.first - b.first)
    .map(({ key, all }) => {
      const [node, part] = key.split("\n") as [string, string];
      const last = all.reduce((newest, ad) => ((numberIn(ad, "ClusterId") ?? 0) > (numberIn(newest, "ClusterId") ?? 0) ? ad : newest));
      const starts = all.reduce((sum, ad) => sum + startsOf(ad), 0);
      return { node, ...((parts.get(node)?.length ?? 0) > 1 && { part }), ...lastTry(last), tries: starts };
    });
}

function lastTry(ad: Ad): Omit<SubmittedJob, "node" | "part" | "tries"> {
  const status = numberIn(ad, "JobStatus");
  const signal = ad["ExitBySignal"] === true ? numberIn(ad, "ExitSignal") : undefined;
  const exitCode = signal === undefined ? numberIn(ad, "ExitCode") : 128 + signal;
  const isOver = status === jobStatus.completed || status === jobStatus.removed;
  const job: Omit<SubmittedJob, "node" | "part" | "tries"> = {
    status: status === jobStatus.completed ? (exitCode === 0 ? "done" : "failed") : (words.get(status) ?? `JobStatus ${status}`),
    host: textIn(ad, "RemoteHost") ?? textIn(ad, "LastRemoteHost"),
    startedAt: timeIn(ad, "JobStartDate"),
    endedAt: isOver ? (timeIn(ad, "CompletionDate") ?? timeIn(ad, "EnteredCurrentStatus")) : undefined,
    exitCode: isOver ? exitCode : undefined,
    cause: status === jobStatus.completed && exitCode !== 0 ? (signal === undefined ? "exit" : "signal") : undefined,
    reason: status === jobStatus.held ? holdIn(ad).reason : status === jobStatus.removed ? textIn(ad, "RemoveReason") : undefined,
    cpuSeconds: cpuIn(ad),
    memory: memoryIn(ad),
    stdout: pathIn(ad, "Out"),
    stderr: pathIn(ad, "Err"),
  };
  return job;
}

// The first of them is counted only when the job has been heard of, the other when somebody was sent to it.
function startsOf(ad: Ad): number {
  return Math.max(numberIn(ad, "NumJobStarts") ?? 0, numberIn(ad, "NumShadowStarts") ?? 0);
}
