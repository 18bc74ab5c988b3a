import type { Draft, ScriptKind } from "./draft.ts";
import type { PartRun } from "./events.ts";
import { laneOf, partOf } from "./draft.ts";

/** DAGMan's own limit on the scripts of each kind. */
const scriptsAtOnce = 20;

/**
 * Jobs that may start now, in the order in which they should: higher priority first, then the nodes that were ready first. As many as there are when each
 * of them starts before the next one is asked for; the run's own throttles are kept also when none does.
 */
export function* startableJobs(state: Draft): Generator<PartRun> {
  if (state.stage === "ending") return;
  const { throttles = {}, categories = {} } = state.graph.workflow;
  const { jobs = Infinity, idle = Infinity } = throttles;
  // Those that are named here and have not been handed over yet.
  const named = new Map<string, number>();
  let queued = state.queued;
  let waiting = state.idle;
  const isFull = (lane: string): boolean => lane !== "" && (state.categories.get(lane) ?? 0) + (named.get(lane) ?? 0) >= categories[lane]!;
  for (const name of state.jobs.inOrder()) {
    const tried = state.tries.get(name)!;
    const lane = laneOf(state, state.graph.nodes.get(name)!);
    if (!tried.queued) {
      if (queued >= jobs || waiting >= idle || isFull(lane)) continue;
      queued += 1;
      waiting += tried.due.length;
      named.set(lane, (named.get(lane) ?? 0) + 1);
    }
    for (const process of tried.due.slice()) yield next(state, name, process);
  }
}

/** Scripts of a kind that may start at the time `now` (ISO 8601). */
export function startableScripts(state: Draft, kind: ScriptKind, now: string): readonly PartRun[] {
  if (state.stage === "ending") return [];
  const { queue, deferred, running } = state.scripts[kind];
  const room = (state.graph.workflow.throttles?.[kind] ?? scriptsAtOnce) - running;
  const due = [...deferred].flatMap(([name, time]) => (time <= now ? [name] : []));
  for (const name of queue.inOrder()) {
    if (due.length >= room) break;
    due.push(name);
  }
  return due.slice(0, Math.max(0, room)).map((name) => next(state, name, kind));
}

/** The first time (ISO 8601) at which a deferred script may start. */
export function firstDeferred(state: Draft): string | undefined {
  return Object.values(state.scripts)
    .flatMap(({ deferred }) => [...deferred.values()])
    .toSorted()[0];
}

function next(state: Draft, name: string, part: PartRun["part"]): PartRun {
  const node = state.nodes.get(name)!;
  return { node: name, try: node.tries + (state.tries.get(name)!.fresh ? 1 : 0), part, run: partOf(node, part)!.run };
}
