import { moveToNewest, type Analysis } from "../analysis/index.ts";
import type { Ledger, Transaction } from "../ledger/index.ts";
import { timestamp, typed } from "../system/index.ts";
import { refuseDecision } from "./decisions.ts";
import { endAttempt } from "./failures/index.ts";
import { nextNumber } from "./former-attempts.ts";
import { supersedeUnsuccessful } from "./postprocessing/index.ts";
import type { Session } from "./session.ts";
import { setStatus, writeStatus } from "./status.ts";
import { type Attempt, submissionsOf } from "./record/index.ts";
import { endSubmissions, type Watched } from "./submission/index.ts";

/** A person wants the analysis ended: the next pass removes its jobs. */
export function requestStop(session: Session, analysis: Analysis): Analysis {
  refuseDecision(session.project.ledger, analysis, "stop");
  return setStatus(session.project.ledger, analysis, { status: "stop", reason: "a person asked for its end; the next pass removes its jobs" });
}

/** A person wants the analysis run again from the start: the next pass removes its jobs and moves its files to the trash. */
export function requestRestart(session: Session, analysis: Analysis, refresh: boolean): Analysis {
  refuseDecision(session.project.ledger, analysis, "restart");
  const reason = `a person asked for a new start${refresh ? " with the settings of now" : ""}; the next pass moves its files to the trash`;
  return setStatus(session.project.ledger, analysis, { status: "restart", reason, request: refresh ? "refresh" : undefined });
}

/** What a finished analysis uses has changed: it runs again with what is there now, as {@link requestRestart} with `refresh`, without a person. */
export function requestRenewal(session: Session, analysis: Analysis, why: string): Analysis {
  const reason = `what it uses has changed (${why}); its files go to the trash, and it runs again`;
  return setStatus(session.project.ledger, analysis, { status: "restart", reason, request: "renew" });
}

/** All jobs of an analysis in status `stop` have ended. */
export function settleStop(session: Session, analysis: Analysis, attempt: Attempt | undefined, watched: readonly Watched[]): void {
  const { ledger } = session.project;
  ledger.change((transaction) => {
    endSubmissions(ledger, watched);
    if (attempt) endIntents(ledger, transaction, attempt);
    if (attempt) endAttempt(ledger, transaction, attempt, { kind: "stopped", message: "stopped by a person" });
    if (attempt) supersedeUnsuccessful(ledger, transaction, attempt.id);
    const remedy = `asimov analysis resurrect ${typed(analysis.address)} goes on from where it was`;
    writeStatus(ledger, transaction, analysis, { status: "stopped", reason: "stopped by a person", remedy });
  });
}

/** All jobs of an analysis in status `restart` have ended and its files are in the trash. It keeps its snapshot unless a refresh was asked for. */
export function settleRestart(session: Session, analysis: Analysis, attempt: Attempt | undefined, watched: readonly Watched[]): void {
  const { ledger } = session.project;
  ledger.change((transaction) => {
    endSubmissions(ledger, watched);
    if (attempt) endIntents(ledger, transaction, attempt);
    const reason = analysis.request === "renew" ? "restarted since what it uses has changed" : "restarted by a person";
    if (attempt) endAttempt(ledger, transaction, attempt, { kind: "superseded", message: reason });
    writeStatus(ledger, transaction, analysis, { status: "ready", reason });
    if (analysis.request === "refresh" || analysis.request === "renew") {
      moveToNewest(ledger, transaction, analysis.id);
    } else if (attempt) {
      transaction.insert("attempts", {
        analysis_id: analysis.id,
        number: nextNumber(ledger, analysis),
        snapshot: JSON.stringify(attempt.snapshot),
        config_file: attempt.configFile,
        config_sha256: attempt.configSha256,
        // One that was made where the project was before names that place inside.
        config_commit: isMadeHere(ledger, attempt) ? (attempt.configCommit ?? null) : null,
        run_directory: attempt.runDirectory,
        started: timestamp(ledger.clock),
      });
    }
  });
}

// Intents that are proved absent are not watched any more, and nobody will take them up.
function endIntents(ledger: Ledger, transaction: Transaction, attempt: Attempt): void {
  for (const { id, token } of submissionsOf(ledger, attempt.id).filter(({ ended }) => ended === undefined)) {
    transaction.update("submissions", id, { ended: timestamp(ledger.clock), outcome: JSON.stringify({ token, state: "absent" }) });
  }
}

function isMadeHere(ledger: Ledger, { started }: Attempt): boolean {
  const row = ledger.get("SELECT value FROM project WHERE key = 'adopted'");
  return row === undefined || started > String(row["value"]);
}
