import type { Hold, JobFailure, Observation } from "@asimov-gw/core/scheduler";

import { numberIn, textIn, timeIn, type Ad } from "./ads.ts";
import { readDagmanOut, type DagmanReport } from "./dagman-out.ts";
import { holdIn } from "./holds.ts";
import { progressOf } from "./progress.ts";
import { pathIn, usageAttributes, usedBy } from "./usage.ts";

/** JobStatus, as in the manual's "Job ClassAd Attributes". */
export const jobStatus = { idle: 1, running: 2, removed: 3, completed: 4, held: 5, transferring: 6, suspended: 7 } as const;

/** JobUniverse of DAGMan itself: it runs at the access point. */
export const schedulerUniverse = 7;

/** Whether a job is a DAGMan. */
export function isDagman(ad: Ad): boolean {
  return numberIn(ad, "JobUniverse") === schedulerUniverse;
}

/** The attributes of a submission's own job that {@link observeQueued} and {@link observeEnded} read. */
export const submissionAttributes: readonly string[] = [
  ...`ClusterId ProcId AsimovToken JobStatus JobUniverse JobBatchId Iwd UserLog Out Err Owner HoldReason HoldReasonCode
    HoldReasonSubCode RemoveReason JobCoolDownExpiration JobStartDate ExitCode ExitBySignal ExitSignal DAG_Status
    DAG_NodesTotal DAG_NodesDone DAG_NodesFailed DAG_JobsIdle DAG_JobsRunning DAG_AdUpdateTime`.split(/\s+/),
  ...usageAttributes,
];

/** The engine's own name of a submission: the cluster of its DAGMan, or of its one job. */
export function jobIdOf(ad: Ad): string {
  return `${numberIn(ad, "ClusterId")}.${numberIn(ad, "ProcId") ?? 0}`;
}

/** What the queue says of a submission; `nodes` are the jobs of its nodes that are held, and the DAGMans of its sub-workflows. */
export function observeQueued(token: string, ad: Ad, nodes: readonly Ad[]): Observation {
  const seen = { token, jobId: jobIdOf(ad), ...progressOf(ad) };
  const node = nodes.find((one) => numberIn(one, "JobStatus") === jobStatus.held);
  switch (numberIn(ad, "JobStatus")) {
    case jobStatus.idle: {
      const until = timeIn(ad, "JobCoolDownExpiration");
      if (until !== undefined)
        return { ...seen, state: "running", reason: `DAGMan has died; HTCondor starts it again at ${until}, and its jobs go on meanwhile` };
      return timeIn(ad, "JobStartDate") !== undefined
        ? { ...seen, state: "running", reason: "it was interrupted, and waits to be started again" }
        : { ...seen, state: "queued" };
    }
    case jobStatus.held: {
      const held = isDagman(ad) ? dagmanHold(ad) : holdIn(ad);
      return { ...seen, state: "held", reason: held.reason, held };
    }
    case jobStatus.removed:
      return { ...seen, state: "running", reason: "it is being removed" };
    case jobStatus.completed:
      return observeEnded(token, ad);
    case jobStatus.suspended:
      return { ...seen, state: "running", reason: "it is suspended" };
    case jobStatus.running:
    case jobStatus.transferring:
      break;
    default:
      return { ...seen, state: "unknown", reason: `HTCondor says JobStatus ${JSON.stringify(ad["JobStatus"])}` };
  }
  if (node === undefined) return { ...seen, state: "running" };
  const held = holdIn(node);
  const reason = `node ${textIn(node, "DAGNodeName") ?? jobIdOf(node)} is held: ${held.reason}`;
  // What else runs may be the work of days: as long as it does, the submission does.
  return othersOf(ad, nodes) > 0 ? { ...seen, state: "running", reason, held } : { ...seen, state: "held", reason, held };
}

// Jobs that are in the queue and not held, without the DAGMans of sub-workflows, which their own count as running.
function othersOf(ad: Ad, nodes: readonly Ad[]): number {
  const inner = nodes.filter((one) => isDagman(one) && numberIn(one, "JobStatus") !== jobStatus.held);
  const jobs = [ad, ...inner].reduce((sum, one) => sum + (numberIn(one, "DAG_JobsIdle") ?? 0) + (numberIn(one, "DAG_JobsRunning") ?? 0), 0);
  return jobs - inner.length;
}

// Its jobs go on meanwhile. What it ran out of itself no larger request of these would mend: then nothing is to be removed.
function dagmanHold(ad: Ad): Hold {
  const held = holdIn(ad);
  const isOwn = held.class === "memory" || held.class === "disk" || held.class === "time";
  return { class: isOwn ? "policy" : held.class, reason: `DAGMan is held, and its jobs go on: ${held.reason}` };
}

/** What the history, or a job that has ended and is still in the queue, says of a submission. */
export function observeEnded(token: string, ad: Ad): Observation {
  const seen = { token, jobId: jobIdOf(ad), done: numberIn(ad, "DAG_NodesDone"), total: numberIn(ad, "DAG_NodesTotal"), ...usedBy(ad) };
  if (numberIn(ad, "JobStatus") === jobStatus.removed) {
    return { ...seen, state: "removed", reason: textIn(ad, "RemoveReason") ?? "it was removed", endedBy: "removed" };
  }
  const isDag = isDagman(ad);
  const code = numberIn(ad, "ExitCode");
  if (ad["ExitBySignal"] === true) {
    const signal = numberIn(ad, "ExitSignal") ?? 0;
    if (isDag) return { ...seen, state: "failed", reason: `DAGMan was ended by signal ${signal}`, endedBy: "lost" };
    return failed(seen, ad, { node: jobIdOf(ad), exitCode: 128 + signal, cause: "signal" }, `it was ended by signal ${signal}`);
  }
  if (code === undefined) return { ...seen, state: "unknown", reason: "it has left the queue, and HTCondor does not say how it ended" };
  if (!isDag)
    return code === 0 ? { ...seen, state: "completed" } : failed(seen, ad, { node: jobIdOf(ad), exitCode: code, cause: "exit" }, `exit code ${code}`);
  const { done, total } = seen;
  // As where it had not told its last count when it left, or has believed a lock that an earlier run left behind: what its products are decides.
  if (code === 0 && done !== undefined && total !== undefined && done < total) {
    return { ...seen, state: "completed", reason: `DAGMan ended as if all were done, with ${done} of ${total} nodes done` };
  }
  if (code === 0) return { ...seen, state: "completed", done: total ?? done };
  return failedDag(seen, ad, code);
}

function failedDag(seen: Seen, ad: Ad, code: number): Observation {
  const log = textIn(ad, "UserLog")?.replace(/\.dagman\.log$/, ".dagman.out");
  const report: DagmanReport = log === undefined ? {} : readDagmanOut(log);
  const { failed: node, error } = report;
  if (node) {
    const { name, kind, exitCode, isSignal } = node;
    if (kind === "removed") return { ...seen, state: "failed", reason: `a job of node ${name} was removed: ${node.error}`, endedBy: "removed" };
    const failure: JobFailure = { node: name, exitCode, cause: kind === "start" ? "start" : isSignal ? "signal" : "exit" };
    return { ...seen, state: "failed", reason: `node ${name} failed: ${node.error}`, failure };
  }
  const what = error ?? `DAGMan ended with exit code ${code}${dagStatus.get(numberIn(ad, "DAG_Status") ?? 0) ?? ""}`;
  return { ...seen, state: "failed", reason: log === undefined ? what : `${what}; see ${log}` };
}

// DAG_Status, as in the manual's "Job ClassAd Attributes".
const dagStatus: ReadonlyMap<number, string> = new Map([
  [1, ": it met an error"],
  [2, ": a node failed"],
  [3, ": a node ended the whole"],
  [4, ": it was removed"],
  [5, ": the workflow has a cycle"],
  [6, ": it was halted"],
]);

type Seen = Pick<Observation, "token" | "jobId" | "done" | "total" | "cpuSeconds" | "wallSeconds" | "memory">;

function failed(seen: Seen, ad: Ad, failure: JobFailure, reason: string): Observation {
  return { ...seen, state: "failed", reason, failure: { ...failure, stdout: pathIn(ad, "Out"), stderr: pathIn(ad, "Err") } };
}
