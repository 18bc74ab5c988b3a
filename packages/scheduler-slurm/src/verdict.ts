import { userName } from "@asimov-gw/core/system";
import type { JobOutcome } from "@asimov-gw/core/workflow";
import type { JobRecords } from "@asimov-gw/core/wrapper";

import type { Account } from "./accounting.ts";
import type { BatchTask } from "./batches.ts";
import type { QueueRow } from "./queue.ts";
import { endOf, type EndState } from "./states.ts";

/** What Slurm knows of a job that is not there any more. */
export interface SlurmEnd {
  /** Undefined where it does not know the job. */
  readonly state?: EndState | undefined;
  /** Whether the accounting has its end. */
  readonly isAccounted: boolean;
  /** Somebody has taken it out of its array before it began. */
  readonly takenOut: boolean;
  /** Whether Slurm has started it again, as an administrator can make it do. */
  readonly isRequeued: boolean;
  /** Whether the accounting has it as one that runs. */
  readonly runs: boolean;
  readonly reason?: string | undefined;
  /** The number of the user who has cancelled it. */
  readonly cancelledBy?: number | undefined;
  readonly usage: Usage;
}

/** What a job has used, as far as Slurm knows. */
type Usage = Pick<JobOutcome, "host" | "memory" | "cpuSeconds" | "wallSeconds">;

/** What the queue and the accounting know together of a job that has ended, or is not there. */
export function slurmEnd(listed: QueueRow | undefined, account: Account | undefined, takenOut: boolean): SlurmEnd {
  const usage = {
    host: account?.nodes || listed?.nodes || undefined,
    memory: account?.memory,
    cpuSeconds: account?.cpuSeconds,
    wallSeconds: account?.elapsedSeconds ?? listed?.elapsedSeconds,
  };
  return {
    state: account?.end ?? (listed && endOf(listed.state)),
    isAccounted: account?.end !== undefined,
    takenOut,
    isRequeued: account?.isRequeued === true,
    runs: account?.runs === true,
    reason: listed?.reason,
    cancelledBy: account?.cancelledBy,
    usage,
  };
}

/** How a job ended that its wrapper has claimed and recorded as `records`. */
export function outcomeOf({ exit }: JobRecords, end: SlurmEnd, task: BatchTask): JobOutcome {
  return withUsage(exit ? withCause(exit, end, task) : withoutExit(end), end.usage);
}

/** How a job ended that never began and never will; undefined where it may be handed over again. */
export function neverBegan(end: SlurmEnd, failed: number | undefined, task: BatchTask): JobOutcome | undefined {
  const start = (reason: string): JobOutcome => ({ cause: "start", reason });
  if (end.takenOut || end.state === "CANCELLED") return start(`${cancelled(end)} before it began`);
  if (end.state === "DEADLINE") return start("its deadline in Slurm came before it began");
  if (notRun.includes(failed) && task.length > alwaysShort) return start("its arguments and environment are longer than the system allows");
  return undefined;
}

/** Exit codes of a shell that cannot run a program (POSIX). */
const notRun: readonly (number | undefined)[] = [126, 127];
/** Characters of a command and its environment below which the system never finds them too long (execve(2)). */
const alwaysShort = 120_000;

// What the job has recorded goes before what Slurm thinks of it, but a signal has somebody who sent it.
function withCause(exit: JobOutcome, end: SlurmEnd, { success, checkpoint }: BatchTask): JobOutcome {
  const { state } = end;
  const isGood = exit.cause === "exit" && (exit.exitCode === success || exit.exitCode === checkpoint);
  if (isGood || exit.cause === "start" || exit.cause === "output") return exit;
  // A job that is told to make room may answer with any exit code.
  if (isLost(end)) return { cause: "lost", reason: lost(end) };
  if (state === "TIMEOUT" || state === "DEADLINE") return { ...exit, cause: "time", reason: overTime(state) };
  if (state === "OUT_OF_MEMORY") return { ...exit, cause: "memory", reason: overMemory(end) };
  return exit.cause === "signal" && state === "CANCELLED" ? { ...exit, reason: cancelled(end) } : exit;
}

function withoutExit(end: SlurmEnd): JobOutcome {
  const { state } = end;
  // Nobody was left to record it: it was ended by force.
  const exitCode = 137;
  if (state === "TIMEOUT" || state === "DEADLINE") return { cause: "time", exitCode, reason: overTime(state) };
  if (state === "OUT_OF_MEMORY") return { cause: "memory", exitCode, reason: overMemory(end) };
  if (state === "CANCELLED") return { cause: "signal", exitCode, reason: cancelled(end) };
  return { cause: "lost", reason: lost(end) };
}

const lostStates: readonly EndState[] = ["NODE_FAIL", "BOOT_FAIL", "PREEMPTED", "REVOKED"];

function isLost({ state, isRequeued }: SlurmEnd): boolean {
  return isRequeued || (state !== undefined && lostStates.includes(state));
}

function lost({ state, isRequeued }: SlurmEnd): string {
  if (isRequeued) return "Slurm ended it to start it again, which only its next run does";
  if (state === "NODE_FAIL" || state === "BOOT_FAIL") return "its node failed";
  if (state === "PREEMPTED") return "Slurm gave its place to another job";
  if (state === undefined) return "Slurm does not know it any more, and nobody saw how it ended";
  return `its processes vanished without an exit record; Slurm says ${state}`;
}

function overTime(state: EndState): string {
  return state === "DEADLINE" ? "its deadline in Slurm came" : "it reached its time limit in Slurm";
}

function overMemory({ usage }: SlurmEnd): string {
  return `it used more memory than it had asked for${usage.memory === undefined ? "" : `: ${usage.memory} MiB`}`;
}

function cancelled({ cancelledBy }: SlurmEnd): string {
  if (cancelledBy === undefined) return "it was cancelled in Slurm";
  return cancelledBy === process.getuid?.()
    ? `it was cancelled in Slurm by ${userName()}`
    : `it was cancelled in Slurm by the user with the number ${cancelledBy}`;
}

function withUsage(outcome: JobOutcome, { host, memory, cpuSeconds, wallSeconds }: Usage): JobOutcome {
  // The wrapper counts the processes that were waited for, Slurm those that it saw.
  const cpu = cpuSeconds === undefined && outcome.cpuSeconds === undefined ? undefined : Math.max(cpuSeconds ?? 0, outcome.cpuSeconds ?? 0);
  return {
    ...outcome,
    ...(cpu !== undefined && { cpuSeconds: cpu }),
    ...(host !== undefined && { host }),
    ...(memory !== undefined && { memory }),
    ...(wallSeconds !== undefined && { wallSeconds }),
  };
}
