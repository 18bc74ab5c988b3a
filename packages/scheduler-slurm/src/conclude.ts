import { liveness } from "@asimov-gw/core/system";
import type { JobOutcome } from "@asimov-gw/core/workflow";
import { readJobRecords } from "@asimov-gw/core/wrapper";

import { claimedAt, close, isClosed, isRequeued, notStarted } from "./attempts.ts";
import type { BatchTask } from "./batches.ts";
import type { NodeState } from "./nodes.ts";
import type { SlurmSettings } from "./settings.ts";
import { neverBegan, outcomeOf, type SlurmEnd } from "./verdict.ts";

/** A job that Slurm has not got any more. */
export interface Gone {
  /** The directory of its attempt. */
  readonly attempt: string;
  /** How many of its attempts Slurm is known to have got. */
  readonly handedOver: number;
  readonly task: BatchTask;
  readonly end: SlurmEnd;
  /** What Slurm knows of its node, where that matters. */
  readonly node: NodeState | undefined;
  /** Somebody wanted it to end. */
  readonly removed: boolean;
  /** Seconds since it was first seen that it is gone. */
  readonly seconds: number;
  /** Seconds from the end of its submission to this look; undefined where Slurm is known to have got it. */
  readonly doubtfulSeconds: number | undefined;
  /** Whether the accounting will tell how it ended, and whether it did not answer. */
  readonly isKept: boolean;
  readonly isSilent: boolean;
}

/**
 * What is to be thought of a job that Slurm has not got any more. `wait`: it is too early to tell. `again`: nothing of it has run or ever will, so that it may
 * be handed over as a new attempt. `bring`: it has run, and a wrapper is to bring its files back under this claim. `held`: nobody can tell yet, and it may
 * take long.
 */
export type Conclusion =
  | { readonly kind: "wait" | "again" }
  | { readonly kind: "held"; readonly reason: string }
  | { readonly kind: "bring"; readonly claim: string }
  | { readonly kind: "ended"; readonly outcome: JobOutcome };

/** How a job ended that was removed before it began. */
export const beforeItBegan: JobOutcome = { cause: "lost", reason: "it was removed before it began" };

/** How often a job is handed over of which nothing ever begins, or whose files never come back. */
const mostAttempts = 5;

/** Judges a job that Slurm has not got any more by its records, which are read after Slurm was asked, and by what Slurm knows of it. */
export function conclude(gone: Gone, settings: Pick<SlurmSettings, "graceSeconds" | "nodeGraceSeconds" | "usageSeconds">): Conclusion {
  const { graceSeconds, nodeGraceSeconds, usageSeconds } = settings;
  const { attempt, task, end, removed, seconds, isKept, isSilent } = gone;
  const records = readJobRecords(attempt);
  const life = records.leader && liveness(records.leader);
  // Slurm is ending it, or has lost sight of it.
  if (life === "alive") return { kind: "wait" };
  if (isKept && !end.isAccounted && (isSilent ? !records.exit && end.state === undefined : seconds < usageSeconds)) return { kind: "wait" };
  if (records.claims > numberOf(task.claim) && !isClosed(attempt, task.claim)) {
    // What another host has written is seen late on a shared file system, and whether something is left there nobody here can tell.
    if (!records.exit && life !== "dead" && seconds < graceSeconds) return { kind: "wait" };
    if (!records.exit && life !== "dead" && seconds < nodeGraceSeconds && mayStillRun(gone, graceSeconds))
      return { kind: "held", reason: `its node ${end.usage.host ?? ""} does not answer; whether it still runs there nobody can tell` };
    if (!records.exit && records.hasResult && !removed) return bringing(records.claims, attempt);
    return { kind: "ended", outcome: outcomeOf(records, { ...end, isRequeued: end.isRequeued || isRequeued(attempt) }, task) };
  }
  if (end.state === undefined && gone.doubtfulSeconds !== undefined && gone.doubtfulSeconds < graceSeconds) return { kind: "wait" };
  if (!removed && numberOf(task.claim) >= mostAttempts) return bringing(numberOf(task.claim) + 1, attempt);
  // From here on it can't begin, whatever of it may be on its way.
  if (!close(attempt, task.claim)) return { kind: "wait" };
  if (removed) return { kind: "ended", outcome: beforeItBegan };
  const failed = notStarted(attempt);
  const outcome = neverBegan(end, failed, task) ?? (gone.handedOver < mostAttempts ? undefined : inVain(end, failed));
  return outcome ? { kind: "ended", outcome } : { kind: "again" };
}

function bringing(claim: number, attempt: string): Conclusion {
  if (claim <= mostAttempts) return { kind: "bring", claim: `claim.${claim}` };
  const reason = `it has ended, but what was to bring its files back from its scratch directory never came to its end, ${mostAttempts} times`;
  return { kind: "held", reason: `${reason}; its records are in ${attempt}` };
}

/** Whether all that Slurm knows of the end of a job is that it does not hear from its node. */
export function isOfItsNode({ state, runs }: SlurmEnd): boolean {
  return state === "NODE_FAIL" || state === "BOOT_FAIL" || (state === undefined && runs);
}

// A daemon that begins tells the controller what it finds, and is told to end it, which takes a while.
function mayStillRun({ attempt, task, end, node }: Gone, graceSeconds: number): boolean {
  if (!isOfItsNode(end)) return false;
  if (node?.since === undefined || !node.answers) return true;
  return node.since < claimedAt(attempt, task.claim) || Date.now() - node.since < graceSeconds * 1000;
}

/** The claim that follows `claim`. */
export function nextClaim(claim: string): string {
  return `claim.${numberOf(claim) + 1}`;
}

function numberOf(claim: string): number {
  return claim === "claim" ? 0 : Number(claim.slice("claim.".length));
}

function inVain({ state, reason }: SlurmEnd, failed: number | undefined): JobOutcome {
  const said = [state, reason === "None" ? undefined : reason].filter(Boolean).join(", ");
  const why =
    failed === undefined ? (said === "" ? "Slurm knows nothing of it" : `Slurm says ${said}`) : `its wrapper ended with exit code ${failed}`;
  return { cause: "start", reason: `it was handed to Slurm ${mostAttempts} times and never began: ${why}` };
}
