import { jobsOf } from "../jobs.ts";
import type { WorkflowNode } from "../types.ts";
import type { JobOutcome } from "./executor.ts";

/** What `outcome` means for a job of this description. */
export function verdict(node: WorkflowNode, outcome: JobOutcome): "done" | "checkpoint" | "lost" | "failed" {
  if (outcome.cause === "lost") return "lost";
  if (outcome.cause === "start") return "failed";
  const job = jobsOf(node)[0];
  if (outcome.exitCode === (job?.successExitCode ?? 0)) return "done";
  return outcome.exitCode === job?.checkpointExitCode ? "checkpoint" : "failed";
}
