import type { Analysis } from "../../analysis/index.ts";
import type { Ledger, Transaction } from "../../ledger/index.ts";
import { timestamp, typed } from "../../system/index.ts";
import { counted, leavesTry } from "./budgets.ts";
import { nextNumber } from "../former-attempts.ts";
import { requestsAfter } from "./growth.ts";
import type { Session } from "../session.ts";
import { setStatus, writeStatus } from "../status.ts";
import { submitBuilt } from "../submit.ts";
import { endSubmissions, type Watched } from "../submission/index.ts";
import { type Attempt, attemptById, type Cause, causeName, type Grant, growthInWords } from "../record/index.ts";

/** Ends an attempt as failed. While there is budget for its cause the analysis goes on from its rescue point, else it is `stuck`. */
export async function failAttempt(
  session: Session,
  analysis: Analysis,
  attempt: Attempt,
  why: Cause,
  watched: readonly Watched[],
): Promise<"resumed" | "stuck"> {
  const { ledger } = session.project;
  const cause = counted(session, analysis, attempt, why);
  if (leavesTry(cause)) {
    // It is submitted when the pass has decided about all others: builders and schedulers take their time.
    takeUp(session, analysis, attempt, cause, watched);
    return "resumed";
  }
  ledger.change((transaction) => {
    endSubmissions(ledger, watched);
    endAttempt(ledger, transaction, attempt, cause);
    const { used = 0, budget = 0 } = cause;
    const spent = budget > 0 ? ` (taken up again ${used === 1 ? "once" : `${used} times`} already)` : "";
    writeStatus(ledger, transaction, analysis, {
      status: "stuck",
      reason: `${causeName(cause)}${spent}: ${cause.message}`,
      remedy: remedyFor(analysis, attempt),
    });
  });
  return "stuck";
}

/**
 * Ends `attempt`, starts the next one from its rescue point, with the same snapshot, config file and workflow, and with larger requests where it ran
 * out of something, and submits it: `granted` by a person.
 */
export async function resume(session: Session, analysis: Analysis, attempt: Attempt, cause: Cause, granted: Grant): Promise<void> {
  const { next, waiting } = takeUp(session, analysis, attempt, cause, [], granted);
  await submitBuilt(session, waiting, next);
}

function takeUp(
  session: Session,
  analysis: Analysis,
  attempt: Attempt,
  cause: Cause,
  watched: readonly Watched[],
  granted?: Grant,
): { readonly next: Attempt; readonly waiting: Analysis } {
  const { ledger } = session.project;
  const requests = requestsAfter(attempt, attempt.cause ?? cause);
  return ledger.change((transaction) => {
    endSubmissions(ledger, watched);
    endAttempt(ledger, transaction, attempt, cause);
    const id = transaction.insert("attempts", {
      analysis_id: analysis.id,
      number: nextNumber(ledger, analysis),
      resumes: attempt.id,
      snapshot: JSON.stringify(attempt.snapshot),
      config_file: attempt.configFile,
      config_sha256: attempt.configSha256,
      config_commit: attempt.configCommit ?? null,
      run_directory: attempt.runDirectory,
      started: timestamp(ledger.clock),
      build_started: attempt.buildStarted ?? null,
      workflow: JSON.stringify(attempt.workflow),
      program: attempt.program ? JSON.stringify(attempt.program) : null,
      requests: requests ? JSON.stringify(requests) : null,
      granted: granted ? JSON.stringify(granted) : null,
    });
    const more = requests === attempt.requests ? "" : `, with ${growthInWords(requests)},`;
    const change = { status: "ready", reason: `goes on from its rescue point${more} after: ${cause.message}` };
    return { next: attemptById(ledger, id), waiting: setStatus(ledger, analysis, change) };
  });
}

/** Ends an attempt as failed, unless it has ended. */
export function endAttempt(ledger: Ledger, transaction: Transaction, attempt: Attempt, cause: Cause): void {
  if (attempt.ended !== undefined) return;
  transaction.update("attempts", attempt.id, { ended: timestamp(ledger.clock), outcome: "failed", cause: JSON.stringify(cause) });
}

/** What a person can do about a failed attempt. */
export function remedyFor(analysis: Analysis, attempt: Attempt): string {
  const again = `asimov analysis restart ${typed(analysis.address)} --refresh`;
  return attempt.workflow
    ? `Mend the cause, then go on from the rescue point: asimov analysis resurrect ${typed(analysis.address)}; or, where settings or programs changed, from the start: ${again}`
    : `Mend the cause, then: ${again}`;
}
