import { AsimovError } from "../system/index.ts";
import { latestRescue, readRescue, readWorkflow, type ReadOptions } from "./read/index.ts";
import type { Workflow } from "./types.ts";

/** A workflow as it is to be run. */
export interface PreparedWorkflow {
  /** What its rescue file says is done, is done. */
  readonly workflow: Workflow;
  /** The rescue file that it goes on from. */
  readonly rescue?: string | undefined;
}

/** Reads a workflow together with its latest rescue file, as DAGMan does. Throws what {@link readWorkflow} throws, and `WORKFLOW_RESCUE_MISMATCH`. */
export async function prepareWorkflow(file: string, options: ReadOptions): Promise<PreparedWorkflow> {
  const whole = await readWorkflow(file, options);
  const rescue = await latestRescue(whole.file);
  return rescue === undefined ? { workflow: whole } : { workflow: resume(whole, await readRescue(rescue), rescue), rescue };
}

function resume(workflow: Workflow, done: ReadonlySet<string>, rescue: string): Workflow {
  const names = new Set(workflow.nodes.map((node) => node.name));
  const unknown = [...done].filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new AsimovError("WORKFLOW_RESCUE_MISMATCH", {
      message: `the rescue file says that ${unknown.slice(0, 3).join(", ")} are done, but ${workflow.file} has no such nodes`,
      at: rescue,
      remedy: "It belongs to another version of the workflow. Move the rescue files away to run all of it.",
    });
  }
  return { ...workflow, nodes: workflow.nodes.map((node) => (done.has(node.name) ? { ...node, done: true } : node)) };
}
