import { existsSync } from "node:fs";

import { timestamp, writeAtomic } from "../../system/index.ts";
import { leaveRescue, type WorkflowRun } from "../../workflow/index.ts";
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
  const left = await leaveRescue(run);
  if ("file" in left) return { ...ended, rescue: left.file };
  return { ...ended, reason: `${ended.reason ?? "not complete"}; no rescue file could be written: ${left.trouble}` };
}
