import { isCoreStatus, releaseCommand, type Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { AsimovError, typed } from "../system/index.ts";
import { latestAttempt } from "./record/index.ts";
import { submissionsOf } from "./submissions.ts";

/** What a person can decide about an analysis: from which statuses, and in words. */
const decisions = {
  stop: { from: ["running", "processing", "restart", "stuck"], word: "stopped" },
  restart: { from: ["ready", "running", "processing", "stuck", "stopped", "stop", "finished", "uploaded", "cancelled"], word: "restarted" },
  resurrect: { from: ["stuck", "stopped"], word: "resurrected" },
  hold: { from: ["ready"], word: "held" },
  release: { from: ["wait", "manual", "cancelled"], word: "released" },
  cancel: { from: ["ready", "wait", "stuck", "stopped"], word: "cancelled" },
} as const;

/** A decision of a person about an analysis. */
export type Decision = keyof typeof decisions;

/**
 * Throws `STATUS_DOES_NOT_ALLOW` unless the status of the analysis, and what it has run, allow the decision, and `SUBMISSION_OPEN` where one that
 * no pass would look after any more has jobs, or may have.
 */
export function refuseDecision(ledger: Ledger, analysis: Analysis, decision: Decision): void {
  const { address, status } = analysis;
  const { from, word } = decisions[decision];
  // What a plugin adds may be left by any decision that what is finished allows.
  const isAllowed = isCoreStatus(status) ? from.some((one) => one === status) : decision !== "release";
  if (!isAllowed) {
    throw new AsimovError("STATUS_DOES_NOT_ALLOW", {
      message: `it is ${status}: only what is ${from.join(", ")} can be ${word}`,
      at: address,
      remedy: status === "wait" && decision === "restart" ? `Let it go first: ${releaseCommand(address)}` : undefined,
    });
  }
  if (decision === "release" && status === "cancelled") refuseRun(ledger, analysis);
  if (decision === "hold" || decision === "cancel") refuseOpen(ledger, analysis);
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
  const open = attempt && submissionsOf(ledger, attempt.id).find(({ ended }) => ended === undefined);
  if (!open) return;
  const stop = `asimov analysis stop ${typed(analysis.address)}`;
  throw new AsimovError("SUBMISSION_OPEN", {
    message: `submission ${open.token} has not ended, and nobody would look after its jobs any more`,
    at: analysis.address,
    remedy: analysis.status === "ready" ? `asimov monitor finds out what became of it; then: ${stop}` : `End them first: ${stop}`,
  });
}
