import { AsimovError } from "../../system/index.ts";
import type { Workflow, WorkflowNode } from "../types.ts";
import type { RunEvent } from "./events.ts";
import type { JobOutcome } from "./executor.ts";
import { graphOf, type NodeState, type RunState } from "./state.ts";
import { verdict } from "./verdict.ts";

/** How often a node whose processes vanished is run again before that counts as its failure. */
export const allowedLosses = 5;

/** The state of a workflow of which nothing has run. */
export function initial(workflow: Workflow): RunState {
  const graph = graphOf(workflow);
  const draft: Draft = { graph, nodes: new Map(), ready: new Set(), running: new Set(), done: 0, failed: [], removing: false, rescue: undefined };
  for (const { name, parents } of workflow.nodes) draft.nodes.set(name, { ...untouched, unmet: new Set(parents).size });
  for (const { name, done } of workflow.nodes) if (done) finish(draft, name);
  for (const { name } of workflow.nodes) if (release(draft, name)) finish(draft, name);
  return draft;
}

/** The state after `events`. Throws `JOURNAL_DAMAGED` when one of them cannot have happened in this state. */
export function advance(state: RunState, events: readonly RunEvent[]): RunState {
  if (events.length === 0) return state;
  const draft: Draft = {
    ...state,
    nodes: new Map(state.nodes),
    ready: new Set(state.ready),
    running: new Set(state.running),
    failed: [...state.failed],
  };
  for (const event of events) apply(draft, event);
  return draft;
}

/** Nodes that may start now, in the order in which they should: higher priority first, then as in the file. */
export function startable(state: RunState): readonly WorkflowNode[] {
  if (state.removing) return [];
  const { nodes, position } = state.graph;
  return [...state.ready]
    .map((name) => nodes.get(name)!)
    .toSorted((a, b) => b.priority - a.priority || position.get(a.name)! - position.get(b.name)!);
}

/** How the run ended, or undefined while something runs or may still run. */
export function result(state: RunState): "completed" | "failed" | "removed" | undefined {
  if (state.running.size > 0 || (state.ready.size > 0 && !state.removing)) return undefined;
  if (state.done === state.nodes.size) return "completed";
  return state.removing ? "removed" : "failed";
}

interface Draft extends RunState {
  readonly nodes: Map<string, NodeState>;
  readonly ready: Set<string>;
  readonly running: Set<string>;
  readonly failed: string[];
  done: number;
  removing: boolean;
  rescue?: string | undefined;
}

const untouched: NodeState = { status: "waiting", tries: 0, failures: 0, losses: 0, unmet: 0, cpuSeconds: 0, continues: false };

function apply(draft: Draft, event: RunEvent): void {
  if (event.event === "remove") draft.removing = true;
  else if (event.event === "rescue") draft.rescue = event.file;
  else {
    const state = draft.nodes.get(event.node);
    const fits =
      event.event === "start" ? state?.status === "ready" && event.try === state.tries + 1 : state?.status === "running" && event.try === state.tries;
    if (!state || !fits) throw impossible(event, state);
    if (event.event === "start") start(draft, event.node, { ...state, tries: event.try, startedAt: event.at, endedAt: undefined });
    else end(draft, event.node, event.outcome, { ...state, endedAt: event.at, outcome: event.outcome });
  }
}

function start(draft: Draft, name: string, state: NodeState): void {
  draft.nodes.set(name, { ...state, status: "running" });
  draft.ready.delete(name);
  draft.running.add(name);
}

function end(draft: Draft, name: string, outcome: JobOutcome, before: NodeState): void {
  const node = draft.graph.nodes.get(name)!;
  const means = verdict(node, outcome);
  const state: NodeState = {
    ...before,
    cpuSeconds: before.cpuSeconds + (outcome.cpuSeconds ?? 0),
    failures: before.failures + (means === "failed" || means === "hopeless" ? 1 : 0),
    losses: before.losses + (means === "lost" ? 1 : 0),
    // A try that vanished has continued from the checkpoint too, if there was one.
    continues: means === "checkpoint" || (means === "lost" && before.continues),
  };
  draft.running.delete(name);
  draft.nodes.set(name, state);
  if (means === "done") finish(draft, name);
  else if (means === "hopeless" || state.failures > node.retries || state.losses > allowedLosses) fail(draft, name);
  else makeReady(draft, name);
}

function finish(draft: Draft, name: string): void {
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const state = draft.nodes.get(next)!;
    if (state.status === "done") continue;
    draft.nodes.set(next, { ...state, status: "done" });
    draft.ready.delete(next);
    draft.done += 1;
    for (const child of draft.graph.children.get(next)!) {
      const before = draft.nodes.get(child)!;
      draft.nodes.set(child, { ...before, unmet: before.unmet - 1 });
      if (release(draft, child)) pending.push(child);
    }
  }
}

/** Makes a node ready whose parents are all done; true when it is no work, so that it is done already. */
function release(draft: Draft, name: string): boolean {
  const { status, unmet } = draft.nodes.get(name)!;
  if (status !== "waiting" || unmet > 0) return false;
  if (draft.graph.nodes.get(name)!.work.kind === "none") return true;
  makeReady(draft, name);
  return false;
}

function makeReady(draft: Draft, name: string): void {
  draft.nodes.set(name, { ...draft.nodes.get(name)!, status: "ready" });
  draft.ready.add(name);
}

function fail(draft: Draft, name: string): void {
  draft.failed.push(name);
  draft.nodes.set(name, { ...draft.nodes.get(name)!, status: "failed" });
  const pending = [...draft.graph.children.get(name)!];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const state = draft.nodes.get(next)!;
    // A node that was declared done needs nobody, and what is futile has told its children.
    if (state.status !== "waiting") continue;
    draft.nodes.set(next, { ...state, status: "futile" });
    pending.push(...draft.graph.children.get(next)!);
  }
}

function impossible(event: RunEvent & { readonly node: string; readonly try: number }, state: NodeState | undefined): AsimovError {
  const found = state ? `the node is ${state.status} after ${state.tries} tries` : "there is no such node";
  return new AsimovError("JOURNAL_DAMAGED", {
    message: `the journal says "${event.event}" of try ${event.try} of node "${event.node}", but ${found}`,
  });
}
