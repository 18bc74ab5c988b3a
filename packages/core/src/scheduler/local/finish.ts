import { existsSync } from "node:fs";
import { dirname } from "node:path";

import { systemCode, timestamp, writeAtomic } from "../../system/index.ts";
import { formatRescue, latestRescue, type RunState, type WorkflowRun } from "../../workflow/index.ts";
import { conclude } from "./observe.ts";
import { submissionPaths, type Outcome } from "./records.ts";
import type { StatePaths } from "./settings.ts";

/** Writes how an ended run ended, once: first the rescue file of one that is not complete, then the outcome. May be called again after a crash. */
export async function finish(paths: StatePaths, run: WorkflowRun): Promise<void> {
  const { outcome } = submissionPaths(paths, run.token);
  if (existsSync(outcome)) return;
  const ended = conclude(run.state, timestamp());
  writeAtomic(outcome, JSON.stringify(ended.state === "completed" ? ended : await rescue(run, ended), undefined, 1), 0o600);
}

async function rescue(run: WorkflowRun, ended: Outcome): Promise<Outcome> {
  const { workflow } = run.state.graph;
  const without = (why: string): Outcome => ({ ...ended, reason: `${ended.reason ?? "not complete"}; no rescue file could be written: ${why}` });
  if (!existsSync(dirname(workflow.file))) return without(`${dirname(workflow.file)} does not exist any more`);
  try {
    const file = run.state.rescue ?? nextRescue(workflow.file, await latestRescue(workflow.file));
    // The name is journalled first, so that a crash here leaves one rescue file and not two.
    if (run.state.rescue === undefined) run.commit([{ event: "rescue", at: timestamp(), file }]);
    writeAtomic(file, formatRescue(workflow, doneNodes(run.state), { created: new Date(), failed: new Set(run.state.failed) }));
    return { ...ended, rescue: file };
  } catch (error) {
    // A directory that is closed to us stays so; a full disk may have room again: that is tried again.
    if (!["ENOENT", "EACCES", "EPERM", "EROFS"].includes(systemCode(error) ?? "")) throw error;
    return without(error instanceof Error ? error.message : String(error));
  }
}

function doneNodes(state: RunState): ReadonlySet<string> {
  return new Set([...state.nodes].filter(([, node]) => node.status === "done").map(([name]) => name));
}

function nextRescue(file: string, latest: string | undefined): string {
  const number = Math.min(999, Number(latest?.slice(-3) ?? 0) + 1);
  return `${file}.rescue${String(number).padStart(3, "0")}`;
}
