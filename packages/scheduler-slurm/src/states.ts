import type { JobReport } from "@asimov-gw/core/workflow";

import type { QueueRow } from "./queue.ts";
import { holdOf, waitOf } from "./reasons.ts";

/** How Slurm says that a job has ended. */
export type EndState = (typeof endStates)[number];

const endStates = [
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "TIMEOUT",
  "DEADLINE",
  "OUT_OF_MEMORY",
  "NODE_FAIL",
  "BOOT_FAIL",
  "PREEMPTED",
  "REVOKED",
  "LAUNCH_FAILED",
  "RECONFIG_FAIL",
] as const;

/** The end that a state of a job stands for; undefined while it has not ended. */
export function endOf(state: string): EndState | undefined {
  // The accounting adds who has cancelled a job.
  const [first] = state.split(" ");
  return endStates.find((one) => one === first);
}

/** What is reported of a job that Slurm has in this state; undefined when it has ended. A state that nobody knows is one of a job that is still there. */
export function reportOf({ state, reason }: Pick<QueueRow, "state" | "reason">): JobReport | undefined {
  if (endOf(state) !== undefined) return undefined;
  if (state === "REQUEUE_HOLD" || state === "SPECIAL_EXIT" || state === "RESV_DEL_HOLD") {
    return { state: "held", reason: holdOf(reason) ?? `Slurm holds it in the state ${state}` };
  }
  if (state === "SUSPENDED" || state === "STOPPED") return { state: "running", waits: "to go on: Slurm has stopped it for now" };
  if (state !== "PENDING" && !state.startsWith("REQUEUE")) return { state: "running" };
  const held = holdOf(reason);
  if (held !== undefined) return { state: "held", reason: held };
  const waits = waitOf(reason);
  return { state: "running", ...(waits !== undefined && { waits }) };
}
