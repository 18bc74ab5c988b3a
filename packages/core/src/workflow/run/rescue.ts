import { existsSync } from "node:fs";
import { dirname } from "node:path";

import { systemCode, timestamp, writeAtomic } from "../../system/index.ts";
import type { WorkflowRun } from "./run.ts";
import type { RunState } from "./state.ts";

/** Writes the rescue file of a run that has ended and is not complete, once, or says why it can't be written. May be called again after a crash. */
export async function leaveRescue(run: WorkflowRun): Promise<{ readonly file: string } | { readonly trouble: string }> {
  const { workflow } = run.state.graph;
  if (!existsSync(dirname(workflow.file))) return { trouble: `${dirname(workflow.file)} does not exist any more` };
  // Only here: commands that look at runs do not load the reader of workflow files.
  const { formatRescue, latestRescue } = await import("../read/index.ts");
  try {
    const file = run.state.rescue ?? nextRescue(workflow.file, await latestRescue(workflow.file));
    // The name is journalled first, so that a crash here leaves one rescue file and not two.
    if (run.state.rescue === undefined) run.commit({ event: "rescue", at: timestamp(), file });
    writeAtomic(file, formatRescue(workflow, doneNodes(run.state), { created: new Date(), failed: new Set(run.state.failed) }));
    return { file };
  } catch (error) {
    // A directory that is closed to us stays so; a full disk may have room again: that is tried again.
    if (!["ENOENT", "EACCES", "EPERM", "EROFS"].includes(systemCode(error) ?? "")) throw error;
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}

// The final node runs again.
function doneNodes({ nodes, graph }: RunState): ReadonlySet<string> {
  const final = graph.workflow.final?.name;
  return new Set([...nodes].filter(([name, node]) => node.status === "done" && name !== final).map(([name]) => name));
}

function nextRescue(file: string, latest: string | undefined): string {
  const number = Math.min(999, Number(latest?.slice(-3) ?? 0) + 1);
  return `${file}.rescue${String(number).padStart(3, "0")}`;
}
