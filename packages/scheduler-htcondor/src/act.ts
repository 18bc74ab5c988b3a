import { AsimovError } from "@asimov-gw/core/system";

import { numberIn, type Ad } from "./ads.ts";
import { ofSubmissions, quoted } from "./constraints.ts";
import { isDagman, jobStatus, jobIdOf } from "./observe.ts";
import { batchName, refusal } from "./submit.ts";
import type { Tools } from "./tools.ts";

/** Asks for the end of a submission; its nodes go with it. What is not in the queue any more is not there to be removed. */
export async function remove(tools: Tools, token: string, jobId: string | undefined): Promise<void> {
  const clusters = await clustersInQueue(tools, token, jobId);
  if (clusters.length === 0) return;
  const result = await tools.run("condor_rm", [...tools.where, ...clusters.map(String)]);
  if (result.exitCode === 0) return;
  // It may have ended meanwhile, or belong to somebody else: the tool says the same of both.
  if ((await clustersInQueue(tools, token, jobId)).length === 0) return;
  throw refusal("condor_rm", result);
}

/**
 * Holds a submission: its own jobs first, so that they submit no more, then those of its nodes, which would run on otherwise. Those that run begin anew
 * when they are released.
 */
export async function hold(tools: Tools, token: string, jobId: string | undefined): Promise<void> {
  const own = await clustersInQueue(tools, token, jobId);
  if (own.length === 0) return;
  // Those of its sub-workflows too, DAGMan and nodes: all carry the batch of the outermost.
  const free = async (): Promise<readonly Ad[]> =>
    tools.queue(`JobStatus != ${jobStatus.held} && (${own.map(ofTree).join(" || ")})`, ["ClusterId", "ProcId", "JobUniverse"]);
  for (const isTurn of [isDagman, (ad: Ad) => !isDagman(ad)]) {
    const jobs = (await free()).filter(isTurn);
    if (jobs.length === 0) continue;
    const result = await tools.run("condor_hold", [...tools.where, ...jobs.map(jobIdOf)]);
    // What has ended meanwhile can't be held: it is an error where something is left that could be.
    if (result.exitCode !== 0 && (await free()).some(isTurn)) throw refusal("condor_hold", result);
  }
}

function ofTree(cluster: number): string {
  return `ClusterId == ${cluster} || JobBatchId == ${quoted(`${cluster}.0`)}`;
}

/** Lets all go on that is held of a submission: its own jobs, and those of its nodes. */
export async function release(tools: Tools, token: string, jobId: string | undefined): Promise<void> {
  const clusters = await clustersInQueue(tools, token, jobId);
  if (clusters.length === 0) return;
  const held = await tools.queue(
    `JobStatus == ${jobStatus.held} && (${[...clusters.map(ofTree), `JobBatchName == ${quoted(batchName(token))}`].join(" || ")})`,
    ["ClusterId", "ProcId"],
  );
  if (held.length === 0) return;
  const result = await tools.run("condor_release", [...tools.where, ...held.map(jobIdOf)]);
  if (result.exitCode !== 0) throw refusal("condor_release", result);
}

// All that carry the token: where one was handed over twice, both are meant. A person may have adopted one that carries none.
async function clustersInQueue(tools: Tools, token: string, jobId: string | undefined): Promise<readonly number[]> {
  const known = jobId === undefined ? [] : [clusterOf(jobId)];
  const ads = await tools.queue(ofSubmissions([token], known), ["ClusterId", "DAGManJobId"]);
  return [...new Set(ads.flatMap((ad) => (ad["DAGManJobId"] === undefined ? (numberIn(ad, "ClusterId") ?? []) : [])))];
}

/** Whether a text is a job id such as `94.0`. */
export function isJobId(text: string): boolean {
  return /^\d+(?:\.\d+)?$/.test(text);
}

/** The cluster of a job id such as `94.0`. Throws `HTCONDOR_JOB_ID` for what is none. */
export function clusterOf(jobId: string): number {
  if (isJobId(jobId)) return Number.parseInt(jobId, 10);
  throw new AsimovError("HTCONDOR_JOB_ID", {
    message: `${JSON.stringify(jobId)} is no job id of HTCondor`,
    remedy: "Such as 94.0, as condor_q shows it.",
  });
}
