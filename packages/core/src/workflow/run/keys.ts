import type { PartRun } from "./events.ts";
import type { JobKey, Part } from "./executor.ts";
import type { WorkflowRun } from "./run.ts";

/** The key of one run of a part of a node of `run`. */
export function keyOf({ token, within }: WorkflowRun, { node, try: tried, part, run }: PartRun): JobKey {
  return { token, ...(within !== undefined && { within }), node, try: tried, part, run };
}

/** The jobs and scripts of `run` that run; not its sub-workflows, of which no executor knows. */
export function runningKeys(run: WorkflowRun): readonly JobKey[] {
  return [...run.state.running].flatMap((node) => keysOf(run, node));
}

/** Those of {@link runningKeys} that are to be ended. */
export function doomedKeys(run: WorkflowRun): readonly JobKey[] {
  const { stage, stopping } = run.state;
  return stage === "ending" ? runningKeys(run) : [...stopping].flatMap((node) => keysOf(run, node));
}

/** Whether a part is a sub-workflow. */
export function isInner({ state }: WorkflowRun, { node, part }: { readonly node: string; readonly part: Part }): boolean {
  return part === 0 && state.graph.nodes.get(node)!.work.kind === "workflow";
}

function keysOf(run: WorkflowRun, node: string): readonly JobKey[] {
  const { tries, parts } = run.state.nodes.get(node)!;
  const keys: JobKey[] = [];
  for (const { part, state, run: count } of parts)
    if (state === "running" && !isInner(run, { node, part })) keys.push(keyOf(run, { node, try: tries, part, run: count }));
  return keys;
}
