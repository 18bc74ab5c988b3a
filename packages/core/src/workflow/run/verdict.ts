import { jobsOf } from "../jobs.ts";
import type { WorkflowNode } from "../types.ts";
import type { JobOutcome } from "./executor.ts";

/** What `outcome` means for a job of this description; `hopeless`: it failed, and would fail in the same way again. */
export function verdict(node: WorkflowNode, outcome: JobOutcome): "done" | "checkpoint" | "lost" | "failed" | "hopeless" {
  if (outcome.cause === "lost") return "lost";
  if (outcome.cause === "memory") return "hopeless";
  if (outcome.cause === "start" || outcome.cause === "output") return "failed";
  const job = jobsOf(node)[0];
  if (outcome.exitCode === (job?.successExitCode ?? 0)) return "done";
  return outcome.exitCode === job?.checkpointExitCode ? "checkpoint" : "failed";
}
