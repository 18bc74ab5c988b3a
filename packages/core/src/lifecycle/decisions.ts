import { currentPauses, describePause, isCoreStatus, pauseOf, releaseCommand, type Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { AsimovError, typed } from "../system/index.ts";
import { type Attempt, latestAttempt, type SubmissionRecord, submissionsOf } from "./record/index.ts";

/**
 * What a person can decide about an analysis: from which statuses, to which, and in words. What only asks for something may be asked for again: who was
 * cut off does not know whether it was heard.
 */
export const decisions = {
  stop: { from: ["running", "processing", "restart", "stuck", "stop"], to: ["stop"], word: "stopped" },
  restart: {
    from: ["ready", "running", "processing", "stuck", "stopped", "stop", "finished", "uploaded", "cancelled", "restart"],
    to: ["restart"],
    word: "restarted",
  },
  resurrect: { from: ["stuck", "stopped"], to: ["running", "finished"], word: "resurrected" },
  // And, in their status, running and processing ones, whose jobs are held.
  hold: { from: ["ready"], to: ["wait"], word: "held" },
  // And, in their status, running and processing ones whose jobs are held.
  release: { from: ["wait", "manual", "cancelled"], to: ["ready"], word: "released" },
  cancel: { from: ["ready", "wait", "stuck", "stopped"], to: ["cancelled"], word: "cancelled" },
} as const;

/** A decision of a person about an analysis. */
export type Decision = keyof typeof decisions;

/**
 * Throws `STATUS_DOES_NOT_ALLOW` unless the status of the analysis, and what it has run, allow the decision, `SUBMISSION_OPEN` where one that no pass
 * would look after any more has jobs, or may have, and as {@link wayBack}.
 */
export function refuseDecision(ledger: Ledger, analysis: Analysis, decision: Decision): void {
  const { address, status } = analysis;
  const { from, word } = decisions[decision];
  if (decision === "release" && hasHeldJobs(ledger, analysis)) return;
  if (decision === "hold" && openSubmission(ledger, analysis)) return;
  // What a plugin adds may be left by any decision that what is finished allows.
  const isAllowed = isCoreStatus(status) ? from.some((one) => one === status) : decision !== "release";
  if (!isAllowed) {
    throw new AsimovError("STATUS_DOES_NOT_ALLOW", {
      message: `it is ${status}: only what is ${from.join(", ")} can be ${word}`,
      at: address,
      remedy: remedyFor(analysis, decision),
    });
  }
  if (decision === "release" && status === "cancelled") refuseRun(ledger, analysis);
  if (decision === "hold" || decision === "cancel") refuseOpen(ledger, analysis);
  if (decision === "resurrect") wayBack(ledger, analysis);
}

function remedyFor({ address, status }: Analysis, decision: Decision): string {
  if (status === "wait" && decision === "hold") return `It waits already; to let it go: ${releaseCommand(address)}`;
  if (status === "wait" && decision === "restart") return `Let it go first: ${releaseCommand(address)}`;
  return `asimov why ${typed(address)} tells what can be done with it.`;
}

/** Where an analysis goes on when it is resurrected: what is finished or open is looked at again, anything else is submitted again. */
export type WayBack = { readonly to: "finished" | "running"; readonly reason: string } | { readonly to: "rescue point"; readonly attempt: Attempt };

/** The way back of a stuck or stopped analysis. Throws `NOTHING_TO_RESURRECT` where there is none, `ANALYSIS_PAUSED` where it may not be submitted now. */
export function wayBack(ledger: Ledger, analysis: Analysis): WayBack {
  const attempt = latestAttempt(ledger, analysis);
  if (attempt?.outcome === "finished") return { to: "finished", reason: "a person asked to complete it again" };
  if (attempt && attempt.ended === undefined && openOf(ledger, attempt)) return { to: "running", reason: "a person asked to look again" };
  if (!attempt?.workflow) {
    throw new AsimovError("NOTHING_TO_RESURRECT", {
      message: "it never got as far as a workflow: there is no point to go on from",
      at: analysis.address,
      remedy: `Start it again: asimov analysis restart ${typed(analysis.address)} --refresh`,
    });
  }
  const pause = pauseOf(currentPauses(ledger), analysis);
  if (pause) throw new AsimovError("ANALYSIS_PAUSED", { message: `it is ${describePause(pause)}`, at: analysis.address });
  return { to: "rescue point", attempt };
}

/** What a running or processing analysis has handed to a scheduler, and has not ended. */
export function openSubmission(ledger: Ledger, analysis: Analysis): SubmissionRecord | undefined {
  if (analysis.status !== "running" && analysis.status !== "processing") return undefined;
  const attempt = latestAttempt(ledger, analysis);
  return attempt && openOf(ledger, attempt);
}

/** Whether its scheduler was last seen to hold jobs of a running or processing analysis. */
export function hasHeldJobs(ledger: Ledger, { id, status }: Analysis): boolean {
  if (status !== "running" && status !== "processing") return false;
  const held = `SELECT 1 FROM attempts t JOIN submissions s ON s.attempt_id = t.id AND s.ended IS NULL JOIN observations o ON o.submission_id = s.id
     WHERE t.analysis_id = ? AND (json_extract(o.content, '$.state') = 'held' OR json_extract(o.content, '$.held') IS NOT NULL)`;
  return ledger.get(held, id) !== undefined;
}

// Its files lie where a new attempt would want to put its own.
function refuseRun(ledger: Ledger, analysis: Analysis): void {
  if (latestAttempt(ledger, analysis)?.ended === undefined) return;
  throw new AsimovError("STATUS_DOES_NOT_ALLOW", {
    message: "it has run before it was cancelled, and can't take its course from there",
    at: analysis.address,
    remedy: `Run it again from the start: asimov analysis restart ${typed(analysis.address)}`,
  });
}

function refuseOpen(ledger: Ledger, analysis: Analysis): void {
  const attempt = latestAttempt(ledger, analysis);
  const open = attempt && openOf(ledger, attempt);
  if (!open) return;
  const stop = `asimov analysis stop ${typed(analysis.address)}`;
  throw new AsimovError("SUBMISSION_OPEN", {
    message: `submission ${open.token} has not ended, and nobody would look after its jobs any more`,
    at: analysis.address,
    remedy: analysis.status === "ready" ? `asimov monitor finds out what became of it; then: ${stop}` : `End them first: ${stop}`,
  });
}

function openOf(ledger: Ledger, attempt: Attempt): SubmissionRecord | undefined {
  return submissionsOf(ledger, attempt.id).find(({ ended }) => ended === undefined);
}
