import { AsimovError } from "../../system/index.ts";
import type { Workflow } from "../types.ts";
import { emptyDraft, type Draft } from "./draft.ts";
import type { RunEvent } from "./events.ts";
import { begin, finish, release, stop } from "./nodes.ts";
import { endPart, holdPart, startPart } from "./parts.ts";
import { graphOf, type RunState } from "./state.ts";

/** How often parts of a node whose processes vanished are run again before that counts as its failure. */
export { allowedLosses } from "./parts.ts";

/** The state of `workflow` after `events`. Throws `JOURNAL_DAMAGED` when one of them cannot have happened. */
export function replay(workflow: Workflow, events: readonly RunEvent[]): RunState {
  const draft = initial(workflow);
  advance(draft, events);
  return draft;
}

/** The state of a workflow of which nothing has run, to be changed by {@link advance}. */
export function initial(workflow: Workflow): Draft {
  const draft = emptyDraft(graphOf(workflow));
  for (const { name, parents } of draft.graph.nodes.values()) draft.nodes.set(name, { ...untouched, unmet: new Set(parents).size, parts: [] });
  for (const { name, done } of workflow.nodes) if (done) finish(draft, name);
  for (const { name } of workflow.nodes) if (release(draft, name)) finish(draft, name);
  beginFinal(draft);
  return draft;
}

/** Changes `draft` to the state after `events`. Throws `JOURNAL_DAMAGED` when one of them cannot have happened; `draft` is of no use then. */
export function advance(draft: Draft, events: readonly RunEvent[]): void {
  for (const event of events) {
    if (!apply(draft, event)) throw impossible(event, draft);
    beginFinal(draft);
  }
}

/** How the run ended, or undefined while something runs or may still run. */
export function result(state: RunState): "completed" | "failed" | "removed" | undefined {
  const { final } = state.graph.workflow;
  // Nodes that were interrupted stay ready, but only the final node may run then.
  const goesOn = state.stage === "nodes" ? state.ready.size > 0 : state.stage === "final" && state.ready.has(final!.name);
  if (state.running.size > 0 || goesOn) return undefined;
  if (state.done === state.nodes.size) return "completed";
  if (state.removing) return "removed";
  // What it decides stands in place of what made it run.
  if (final) return state.nodes.get(final.name)!.status === "done" ? "completed" : "failed";
  return state.aborted?.exitCode === 0 ? "completed" : "failed";
}

/** The exit code of a run that has ended, as DAGMan's: what its parent sees of a sub-workflow. */
export function exitCode(state: RunState): number {
  const ended = result(state);
  if (ended === "completed") return 0;
  if (ended === "removed") return 2;
  return (state.graph.workflow.final ? undefined : state.aborted?.exitCode) ?? 1;
}

const untouched = { status: "waiting", tries: 0, failures: 0, losses: 0, cpuSeconds: 0, wallSeconds: 0, memory: 0, cluster: 0 } as const;

/** False when it cannot have happened. */
function apply(draft: Draft, event: RunEvent): boolean {
  if (event.event === "start") return startPart(draft, event);
  if (event.event === "held") return holdPart(draft, event);
  if (event.event === "end") return endPart(draft, event);
  if (event.event === "clusters") {
    if (draft.clusters > 0) return false;
    draft.clusters = event.after;
  } else if (event.event === "rescue") draft.rescue = event.file;
  else {
    draft.removing = true;
    stop(draft);
  }
  return true;
}

/** Lets the final node begin once nothing else runs or may run. */
function beginFinal(draft: Draft): void {
  const { final } = draft.graph.workflow;
  if (!final || draft.stage === "final" || draft.nodes.get(final.name)!.status !== "waiting") return;
  if (draft.running.size > 0 || (draft.stage === "nodes" && draft.ready.size > 0)) return;
  draft.stage = "final";
  // What was interrupted no longer counts.
  draft.queued = 0;
  draft.idle = 0;
  draft.stopping.clear();
  if (begin(draft, final.name)) finish(draft, final.name);
}

function impossible(event: RunEvent, draft: Draft): AsimovError {
  if (!("node" in event)) return new AsimovError("JOURNAL_DAMAGED", { message: `the journal says "${event.event}", which cannot be` });
  const state = draft.nodes.get(event.node);
  const found = state ? `the node is ${state.status} after ${state.tries} tries` : "there is no such node";
  const what = typeof event.part === "number" ? `job ${event.part}` : `the ${event.part} script`;
  return new AsimovError("JOURNAL_DAMAGED", {
    message: `the journal says "${event.event}" of run ${event.run} of ${what} in try ${event.try} of node "${event.node}", but ${found}`,
  });
}
