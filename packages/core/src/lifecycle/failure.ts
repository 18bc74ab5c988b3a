import { readFileSync, existsSync } from "node:fs";

import type { Analysis } from "../analysis/index.ts";
import type { Ledger, Transaction } from "../ledger/index.ts";
import type { Observation } from "../scheduler/index.ts";
import { timestamp, typed } from "../system/index.ts";
import { nextNumber } from "./former-attempts.ts";
import type { Session } from "./session.ts";
import { setStatus, writeStatus } from "./status.ts";
import { submitBuilt } from "./submit.ts";
import { endSubmissions, type Watched } from "./watch-submissions.ts";
import { attemptById, attemptsOf, type Attempt, type Cause } from "./record/index.ts";

/** Why an attempt whose workflow ended without success failed. */
export function causeOf(observation: Observation): Cause {
  if (observation.state === "removed") return { kind: "removed", message: observation.reason ?? "its jobs were removed" };
  const { failure } = observation;
  const message = observation.reason ?? "a job of its workflow failed";
  if (!failure) return { kind: "node failed", message };
  const lines = lastLines(failure.stderr) || lastLines(failure.stdout);
  return { kind: failure.cause === "lost" ? "lost" : "node failed", message: lines === "" ? message : `${message}\n${lines}` };
}

/** Ends an attempt as failed. While there is budget for its cause the analysis goes on from its rescue point, else it is `stuck`. */
export async function failAttempt(
  session: Session,
  analysis: Analysis,
  attempt: Attempt,
  cause: Cause,
  watched: readonly Watched[],
): Promise<"resumed" | "stuck"> {
  const { ledger } = session.project;
  const attempts = attemptsOf(ledger, analysis);
  // A person's new start begins the count anew.
  const start = attempts.findLastIndex(({ resumes }) => resumes === undefined);
  const earlier = attempts.slice(start).filter((other) => other.cause?.kind === cause.kind).length;
  const budget = canResume(cause) && attempt.workflow ? session.project.config.monitor.retries : 0;
  if (earlier < budget) {
    // It is submitted when the pass has decided about all others: builders and schedulers take their time.
    takeUp(session, analysis, attempt, cause, watched);
    return "resumed";
  }
  ledger.change((transaction) => {
    endSubmissions(ledger, watched);
    endAttempt(ledger, transaction, attempt, cause);
    const spent = budget > 0 ? ` (taken up again ${earlier === 1 ? "once" : `${earlier} times`} already)` : "";
    writeStatus(ledger, transaction, analysis, {
      status: "stuck",
      reason: `${cause.kind}${spent}: ${cause.message}`,
      remedy: remedyFor(analysis, attempt),
    });
  });
  return "stuck";
}

/** Ends `attempt`, starts the next one from its rescue point, with the same snapshot, config file and workflow, and submits it. */
export async function resume(session: Session, analysis: Analysis, attempt: Attempt, cause: Cause, watched: readonly Watched[]): Promise<void> {
  const { next, waiting } = takeUp(session, analysis, attempt, cause, watched);
  await submitBuilt(session, waiting, next);
}

function takeUp(
  session: Session,
  analysis: Analysis,
  attempt: Attempt,
  cause: Cause,
  watched: readonly Watched[],
): { readonly next: Attempt; readonly waiting: Analysis } {
  const { ledger } = session.project;
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
    });
    const change = { status: "ready", reason: `goes on from its rescue point after: ${cause.message}` };
    return { next: attemptById(ledger, id), waiting: setStatus(ledger, analysis, change) };
  });
}

/** Ends an attempt as failed, unless it has ended. */
export function endAttempt(ledger: Ledger, transaction: Transaction, attempt: Attempt, cause: Cause): void {
  if (attempt.ended !== undefined) return;
  transaction.update("attempts", attempt.id, { ended: timestamp(ledger.clock), outcome: "failed", cause: JSON.stringify(cause) });
}

function canResume(cause: Cause): boolean {
  return cause.kind === "node failed" || cause.kind === "lost";
}

/** What a person can do about a failed attempt. */
export function remedyFor(analysis: Analysis, attempt: Attempt): string {
  const again = `asimov analysis restart ${typed(analysis.address)} --refresh`;
  return attempt.workflow
    ? `Mend the cause, then go on from the rescue point: asimov analysis resurrect ${typed(analysis.address)}; or, where settings or programs changed, from the start: ${again}`
    : `Mend the cause, then: ${again}`;
}

function lastLines(file: string | undefined, count = 5): string {
  if (file === undefined || !existsSync(file)) return "";
  return readFileSync(file, "utf8").slice(-4000).trimEnd().split("\n").slice(-count).join("\n");
}
