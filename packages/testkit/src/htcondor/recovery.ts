import type { Workflow } from "@asimov-gw/core/workflow";
import { readFileSync } from "node:fs";

import { abortedCode } from "./dagman-out.ts";
import { idOf } from "./queue.ts";
import type { PoolDag, PoolState } from "./state.ts";

/**
 * What a DAGMan does that finds a lock and no other DAGMan, as in case `l-stale-lock`: it takes all that the log of the nodes tells for its own, and
 * goes on from there. Throws where a job has left the queue without an event, which was not recorded.
 */
export function recover(state: PoolState, dag: PoolDag, { nodes: walked }: Workflow): void {
  const entries = readFileSync(`${dag.file}.nodes.log`, "utf8").split(/(?<=^\.\.\.\n)/m);
  const nodes = new Map<number, string>();
  const retriesOf = (node: string): number => walked.find(({ name }) => name === node)!.retries;
  for (const entry of entries) {
    const [, code, id] = /^(\d{3}) \((\d+)\./.exec(entry) ?? [];
    const cluster = Number(id);
    const node = /DAGNodeName = "([^"]*)"/.exec(entry)?.[1] ?? nodes.get(cluster);
    if (node === undefined) continue;
    if (code === "000") {
      nodes.set(cluster, node);
      dag.queued[node] = cluster;
      dag.tries[node] = (dag.tries[node] ?? 0) + 1;
    } else if (code === "005" || code === "009") {
      delete dag.queued[node];
      const returned = code === "009" ? abortedCode : Number(/return value (\d+)/.exec(entry)?.[1]);
      if (returned === 0) dag.done.push(...(dag.done.includes(node) ? [] : [node]));
      else if (returned === abortedCode || dag.tries[node]! > retriesOf(node)) {
        dag.failed.push(node);
        dag.codes[node] = returned;
      }
    }
  }
  for (const [node, cluster] of Object.entries(dag.queued)) {
    const isThere = state.queue.some((job) => idOf(job) === cluster);
    if (!isThere) throw new Error(`the job of node ${node} has left the queue, and its log does not say how: what DAGMan does then was not recorded`);
  }
}
