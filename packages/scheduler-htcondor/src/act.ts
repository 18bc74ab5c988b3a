import { AsimovError } from "@asimov-gw/core/system";

import { quoted } from "./constraints.ts";
import { find } from "./find.ts";
import { jobStatus, jobIdOf } from "./observe.ts";
import type { Options } from "./options.ts";
import { batchName, refusal } from "./submit.ts";
import type { Tools } from "./tools.ts";

/** Asks for the end of a submission; its nodes go with it. What is not in the queue any more is not there to be removed. */
export async function remove(tools: Tools, options: Options, token: string, jobId: string | undefined): Promise<void> {
  const id = await idInQueue(tools, options, token, jobId);
  if (id === undefined) return;
  const cluster = id.split(".")[0]!;
  const result = await tools.run("condor_rm", [...tools.where, cluster]);
  if (result.exitCode === 0) return;
  // It may have ended meanwhile, or belong to somebody else: the tool says the same of both.
  if ((await idInQueue(tools, options, token, jobId)) === undefined) return;
  throw refusal("condor_rm", result);
}

/** Lets all go on that is held of a submission: its own job, and those of its nodes. */
export async function release(tools: Tools, options: Options, token: string, jobId: string | undefined): Promise<void> {
  const id = await idInQueue(tools, options, token, jobId);
  if (id === undefined) return;
  const held = await tools.queue(
    `JobStatus == ${jobStatus.held} && (ClusterId == ${id.split(".")[0]} || JobBatchId == ${quoted(id)} || JobBatchName == ${quoted(batchName(token))})`,
    ["ClusterId", "ProcId"],
  );
  if (held.length === 0) return;
  const result = await tools.run("condor_release", [...tools.where, ...held.map(jobIdOf)]);
  if (result.exitCode !== 0) throw refusal("condor_release", result);
}

async function idInQueue(tools: Tools, { owner }: Options, token: string, jobId: string | undefined): Promise<string | undefined> {
  const clusters = new Map(jobId === undefined ? [] : [[token, clusterOf(jobId)] as const]);
  const ad = (await find(tools, owner, [token], clusters)).queued.get(token);
  return ad && jobIdOf(ad);
}

/** The cluster of a job id such as `94.0`. Throws `HTCONDOR_JOB_ID` for what is none. */
export function clusterOf(jobId: string): number {
  const cluster = /^(\d+)(?:\.\d+)?$/.exec(jobId)?.[1];
  if (cluster !== undefined) return Number(cluster);
  throw new AsimovError("HTCONDOR_JOB_ID", {
    message: `${JSON.stringify(jobId)} is no job id of HTCondor`,
    remedy: "Such as 94.0, as condor_q shows it.",
  });
}
