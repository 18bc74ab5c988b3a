import { numberIn, textIn, type Ad } from "./ads.ts";
import { ofSubmissions, quoted } from "./constraints.ts";
import { jobStatus, schedulerUniverse, submissionAttributes } from "./observe.ts";
import type { Tools } from "./tools.ts";

/** The jobs of submissions, by token: in the queue, or in its history. */
export interface Found {
  /** One ad, or those of all jobs that one submit file queued. */
  readonly queued: ReadonlyMap<string, readonly Ad[]>;
  readonly ended: ReadonlyMap<string, readonly Ad[]>;
  /** Of both the jobs of nodes that are held, or removed and still there, and the DAGMans of sub-workflows, by token. */
  readonly nodes: ReadonlyMap<string, readonly Ad[]>;
}

/**
 * Looks for the submissions with `tokens`; `clusters` are their job ids as far as they are known. One question to the queue, and one to the history for
 * what is not there. Throws where one of them does not answer: the other alone says nothing.
 */
export async function find(tools: Tools, owner: string, tokens: readonly string[], clusters: ReadonlyMap<string, number>): Promise<Found> {
  // Held jobs come with the same question: a node that waits for a person is not seen in its DAGMan.
  // And the DAGMan of each sub-workflow, which counts as a running job of the one around it.
  // And those that were removed and are still there: until their machine has answered they may run.
  const ofNodes = `((JobStatus == ${jobStatus.held} || JobStatus == ${jobStatus.removed} || JobUniverse == ${schedulerUniverse}) && DAGManJobId =!= undefined && Owner == ${quoted(owner)})`;
  const inQueue = await tools.queue(`${ofSubmissions(tokens, [...clusters.values()])} || ${ofNodes}`, queueAttributes);
  const queued = byToken(
    inQueue.filter((ad) => ad["DAGManJobId"] === undefined),
    owner,
    tokens,
    clusters,
  );
  const missing = tokens.filter((token) => !queued.has(token));
  const known = missing.flatMap((token) => clusters.get(token) ?? []);
  const inHistory = missing.length === 0 ? [] : await tools.history(ofSubmissions(missing, known), submissionAttributes);
  const ended = byToken(inHistory, owner, missing, clusters);
  return { queued, ended, nodes: nodesOf(inQueue, new Map([...ended, ...queued])) };
}

const queueAttributes = [...submissionAttributes, "DAGManJobId", "DAGNodeName"];

// Of several clusters with one token only the first has run anything: the lock of its workflow has kept the others from it.
function byToken(
  ads: readonly Ad[],
  owner: string,
  tokens: readonly string[],
  clusters: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly Ad[]> {
  const tokenOf = new Map([...clusters].map(([token, cluster]) => [cluster, token]));
  const asked = new Set(tokens);
  // A person may have adopted a job that carries no token, or another one.
  const named = (ad: Ad): string | undefined => {
    // Clusters are counted anew where a schedd was set up anew: another user's job is not ours for its number.
    const isOurs = textIn(ad, "Owner") === undefined || textIn(ad, "Owner") === owner;
    return (isOurs ? tokenOf.get(numberIn(ad, "ClusterId") ?? -1) : undefined) ?? textIn(ad, "AsimovToken");
  };
  const found = new Map<string, readonly Ad[]>();
  for (const [token, own] of Map.groupBy(ads, named)) {
    if (token === undefined || !asked.has(token)) continue;
    const first = Math.min(...own.map((ad) => numberIn(ad, "ClusterId") ?? Infinity));
    found.set(
      token,
      own.filter((ad) => numberIn(ad, "ClusterId") === first),
    );
  }
  return found;
}

// All of a workflow, also what runs in its sub-workflows, carries the batch id of the outermost.
function nodesOf(ads: readonly Ad[], submissions: Found["queued"]): ReadonlyMap<string, readonly Ad[]> {
  const batches = new Map(
    [...submissions].flatMap(([token, own]) => own.flatMap((ad) => textIn(ad, "JobBatchId") ?? []).map((batch) => [batch, token])),
  );
  const nodes = new Map<string, Ad[]>();
  for (const ad of ads) {
    const token = ad["DAGManJobId"] === undefined ? undefined : batches.get(textIn(ad, "JobBatchId") ?? "");
    if (token === undefined) continue;
    const known = nodes.get(token);
    if (known === undefined) nodes.set(token, [ad]);
    else known.push(ad);
  }
  return nodes;
}
