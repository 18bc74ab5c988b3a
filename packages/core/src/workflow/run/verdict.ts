import type { JobDescription } from "../types.ts";
import type { JobOutcome } from "./executor.ts";

/** What `outcome` means for a job, or for a script or sub-workflow where none is given; `hopeless`: it failed, and would fail in the same way again. */
export function verdict(outcome: JobOutcome, job?: JobDescription): "done" | "checkpoint" | "lost" | "failed" | "hopeless" {
  if (outcome.cause === "lost") return "lost";
  if (outcome.cause === "memory" || outcome.cause === "time") return "hopeless";
  if (outcome.cause === "start" || outcome.cause === "output") return "failed";
  if (outcome.exitCode === (job?.successExitCode ?? 0)) return "done";
  return outcome.exitCode === job?.checkpointExitCode ? "checkpoint" : "failed";
}

/** The number by which DAGMan knows how a job ended: its exit code, minus the number of its signal, -1001 when not started, -1002 when lost. */
export function returnValue({ cause, exitCode = 0 }: JobOutcome): number {
  if (cause === "start") return -1001;
  if (cause === "lost") return -1002;
  if (cause === "output") return exitCode === 0 ? -1002 : exitCode;
  return cause === "signal" || cause === "memory" || cause === "time" ? 128 - exitCode : exitCode;
}
