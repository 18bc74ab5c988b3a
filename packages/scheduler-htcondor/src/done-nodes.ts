import { jobsOf, type WorkflowNode } from "@asimov-gw/core/workflow";

import { endedWell, eventCode, type LogEvent } from "./event-log.ts";

/**
 * The nodes of a workflow that are done by the log of its nodes: all jobs of a node's last try have ended with exit code 0, and its POST script, where it
 * has one, too. What the log does not show is left out: it is run again at worst.
 */
export function doneNodes(nodes: readonly Pick<WorkflowNode, "name" | "post" | "work">[], events: readonly LogEvent[]): ReadonlySet<string> {
  const clusters = lastClusters(events);
  const eventsOf = Map.groupBy(events, ({ cluster }) => cluster);
  const done = nodes.filter((node) => {
    const cluster = clusters.get(node.name);
    const own = (cluster === undefined ? undefined : eventsOf.get(cluster)) ?? [];
    const last = own.findLast(({ code }) => code === eventCode.postScript);
    if (node.post) return last !== undefined && endedWell(last);
    const count = Math.max(1, jobsOf(node).length);
    const ended = new Set(own.filter((event) => event.code === eventCode.terminated && endedWell(event)).map(({ proc }) => proc));
    return ended.size === count && !own.some(({ code }) => code === eventCode.aborted);
  });
  return new Set(done.map(({ name }) => name));
}

function lastClusters(events: readonly LogEvent[]): ReadonlyMap<string, number> {
  const named = events.flatMap(({ code, cluster, text }) => {
    if (code !== eventCode.submitted) return [];
    // The second is how older versions write it.
    const name = /DAGNodeName = "((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? /^\s*DAG Node: (\S+)/m.exec(text)?.[1];
    return name === undefined ? [] : [[name, cluster] as const];
  });
  return new Map(named);
}
