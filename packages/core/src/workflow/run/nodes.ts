import { jobsOf } from "../jobs.ts";
import { laneOf, setStatus, type Draft, type PartDraft } from "./draft.ts";
import type { Part } from "./executor.ts";
import type { NodePhase } from "./state.ts";

/** Begins a try of a node; true when there is nothing to do in it. */
export function begin(draft: Draft, name: string): boolean {
  draft.nodes.get(name)!.parts = [];
  draft.tries.set(name, { fresh: true, due: [], running: 0, queued: false, exhausted: false });
  return enter(draft, name, "pre");
}

/** Lets a try of a node go on with `phase`, or with what follows where there is nothing in it; true when nothing follows. */
export function enter(draft: Draft, name: string, phase: NodePhase): boolean {
  const node = draft.graph.nodes.get(name)!;
  const state = draft.nodes.get(name)!;
  if (phase === "pre" && !node.pre) return enter(draft, name, "work");
  const numbers = node.work.kind === "workflow" ? [0] : jobsOf(node).map(({ process }) => process);
  if (phase === "work" && numbers.length === 0) return enter(draft, name, "post");
  if (phase === "post" && !node.post) return true;
  state.phase = phase;
  if (phase === "work") {
    state.parts.push(...numbers.map(due));
    draft.tries.get(name)!.due.push(...numbers);
  } else state.parts.push(due(phase));
  makeReady(draft, name);
  return false;
}

/** Puts a node whose next part is due where it waits for its turn. */
function makeReady(draft: Draft, name: string): void {
  const node = draft.graph.nodes.get(name)!;
  const state = draft.nodes.get(name)!;
  if (draft.tries.get(name)!.running === 0) setStatus(draft, name, "ready");
  // What is interrupted stays as it is.
  if (draft.stage === "ending") return;
  if (state.phase === "work") draft.jobs.add(name, node.priority, laneOf(draft, node));
  else draft.scripts[state.phase!].queue.add(name, node.priority);
}

/** Marks a node done, with all that becomes done by it, and releases its children. */
export function finish(draft: Draft, name: string): void {
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (draft.nodes.get(next)!.status === "done") continue;
    leave(draft, next, "done");
    draft.done += 1;
    for (const child of draft.graph.children.get(next)!) {
      draft.nodes.get(child)!.unmet -= 1;
      if (release(draft, child)) pending.push(child);
    }
  }
}

/** Begins a node whose parents are all done; true when there is nothing to do in it, so that it is done already. */
export function release(draft: Draft, name: string): boolean {
  const { status, unmet } = draft.nodes.get(name)!;
  // The final node has no parents, and waits for all.
  if (status !== "waiting" || unmet > 0 || draft.stage === "ending") return false;
  return begin(draft, name);
}

/** Marks a node failed for good, and futile what needs it. */
export function fail(draft: Draft, name: string): void {
  draft.failed.push(name);
  leave(draft, name, "failed");
  const pending = [...draft.graph.children.get(name)!];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    // A node that was declared done needs nobody, and what is futile has told its children.
    if (draft.nodes.get(next)!.status !== "waiting") continue;
    setStatus(draft, next, "futile");
    draft.futile += 1;
    pending.push(...draft.graph.children.get(next)!);
  }
}

/** Keeps everything from starting; what runs is to be ended. */
export function stop(draft: Draft): void {
  draft.stage = "ending";
  draft.jobs.clear();
  for (const { queue, deferred } of Object.values(draft.scripts)) {
    queue.clear();
    deferred.clear();
  }
}

function leave(draft: Draft, name: string, status: "done" | "failed"): void {
  const state = draft.nodes.get(name)!;
  setStatus(draft, name, status);
  state.phase = undefined;
  draft.tries.delete(name);
  // One that was declared done may have been released before that was known.
  draft.jobs.delete(name);
  for (const { queue } of Object.values(draft.scripts)) queue.delete(name);
}

function due(part: Part): PartDraft {
  return { part, run: 1, state: "due", failures: 0, continues: false };
}
