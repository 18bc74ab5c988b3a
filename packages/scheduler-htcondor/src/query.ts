import type { JobIds, Observation } from "@asimov-gw/core/scheduler";

import { numberIn, textIn, timeIn, type Ad } from "./ads.ts";
import { clusterOf, isJobId } from "./act.ts";
import { quoted } from "./constraints.ts";
import { find } from "./find.ts";
import { isDagman, jobIdOf, jobStatus, observeEnded, observeQueued } from "./observe.ts";
import type { Options } from "./options.ts";
import { pathIn, usageAttributes, usedBy } from "./usage.ts";
import { together, usedTogether } from "./together.ts";
import type { Tools } from "./tools.ts";

/** One answer for each token: of the queue, else of its history. Throws where one of them does not answer. */
export async function query(tools: Tools, { owner }: Options, tokens: readonly string[], jobIds: JobIds): Promise<readonly Observation[]> {
  if (tokens.length === 0) return [];
  const clusters = new Map(Object.entries(jobIds).flatMap(([token, jobId]) => (isJobId(jobId) ? [[token, clusterOf(jobId)] as const] : [])));
  const { queued, ended, nodes } = await find(tools, owner, tokens, clusters);
  const jobs = await jobsOf(tools, [...ended.values()].flat());
  const reaches = tokens.every((token) => queued.has(token) || ended.has(token)) ? undefined : await historyReaches(tools);
  return tokens.map((token) => {
    const [here, gone] = [queued.get(token), ended.get(token)];
    const jobId = jobIds[token];
    if (jobId !== undefined && !isJobId(jobId) && !here && !gone)
      return { token, state: "unknown", reason: `${JSON.stringify(jobId)} is no job id of HTCondor, such as 94.0` };
    if (here) return together(here.map((ad) => observeQueued(token, ad, nodes.get(token) ?? [])));
    if (gone) {
      const ended = together(gone.map((ad) => withNodes(observeEnded(token, ad), jobs.get(textIn(ad, "JobBatchId") ?? "") ?? [])));
      return stillRemoving(ended, nodes.get(token) ?? []);
    }
    return { token, state: "absent", ...(reaches !== undefined && { reaches }) };
  });
}

// Jobs of its nodes stay there, and may run, until their machines have answered: who begins anew before would run them twice.
function stillRemoving(ended: Observation, nodes: readonly Ad[]): Observation {
  const [first, ...others] = nodes.filter((ad) => numberIn(ad, "JobStatus") === jobStatus.removed);
  if (ended.state !== "removed" || !first) return ended;
  const { token, jobId } = ended;
  const which =
    others.length === 0 ? `job ${jobIdOf(first)} of its nodes is` : `${others.length + 1} jobs of its nodes, such as ${jobIdOf(first)}, are`;
  return { token, jobId, state: "running", reason: `it is being removed: ${which} still in the queue until the machine has answered` };
}

// Enough for weeks of a busy access point.
const newestRecords = 10_000;

// From when on the history knows all: the end of the oldest of its newest records. An empty one may have been cut a moment ago. What was left in the
// queue after its end, as by users who submit from afar, ended long before it came into the history: of the oldest hundredth, the one that ended last
// is surely no older than the history. A short history was never cut.
async function historyReaches(tools: Tools): Promise<string | undefined> {
  const records = await tools.newest(newestRecords, ["EnteredCurrentStatus"]);
  const ends = records.flatMap((ad) => timeIn(ad, "EnteredCurrentStatus") ?? []);
  return ends
    .slice(-Math.max(1, Math.floor(ends.length / 100)))
    .toSorted()
    .at(-1);
}

const nodeAttributes = ["ClusterId", "DAGNodeName", "JobBatchId", "JobUniverse", "ExitCode", "ExitBySignal", "Iwd", "Out", "Err", ...usageAttributes];

// The jobs of the nodes of workflows that have ended, by batch id: one question for all, and only at their end.
async function jobsOf(tools: Tools, ended: readonly Ad[]): Promise<ReadonlyMap<string, readonly Ad[]>> {
  const batches = ended.flatMap((ad) => (isDagman(ad) ? (textIn(ad, "JobBatchId") ?? []) : []));
  if (batches.length === 0) return new Map();
  const constraint = batches.map((batch) => `JobBatchId == ${quoted(batch)}`).join(" || ");
  const ads = await tools.history(constraint, nodeAttributes);
  return Map.groupBy(ads, (ad) => textIn(ad, "JobBatchId") ?? "");
}

function withNodes(observation: Observation, nodes: readonly Ad[]): Observation {
  // What DAGMan itself takes beside its jobs is not their use.
  const jobs = nodes.filter((ad) => !isDagman(ad));
  const used = jobs.length === 0 ? {} : usedTogether(jobs.map(usedBy));
  const { failure } = observation;
  // The newest record comes first: the last of several tries.
  const ad =
    failure &&
    nodes.find((node) => textIn(node, "DAGNodeName") === failure.node && (node["ExitBySignal"] === true || numberIn(node, "ExitCode") !== 0));
  if (!failure || !ad) return { ...observation, ...used };
  return { ...observation, ...used, failure: { ...failure, stdout: pathIn(ad, "Out"), stderr: pathIn(ad, "Err") } };
}
