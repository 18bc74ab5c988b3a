import { analysisById, candidatesFor, candidatesIn, currentPauses, pauseOf, readyAnalyses, type Analysis } from "../analysis/index.ts";
import { typed, type AsimovError } from "../system/index.ts";
import { isEnvironmental, isRepeated } from "./environmental.ts";
import { endAttempt, remedyFor } from "./failures/index.ts";
import type { Session } from "./session.ts";
import { setStatus } from "./status.ts";
import { isSiteRefusal } from "./preflight/index.ts";
import { reasonOf, remedyOf, troubleOf } from "./trouble.ts";
import { type Attempt, type Cause, latestAttempt, submissionsOf } from "./record/index.ts";

/** An analysis that failed in what was tried with it. */
export interface Failure {
  readonly analysis: Analysis;
  readonly error: AsimovError;
}

/** Which analyses are built or submitted. */
export interface Selection {
  readonly subject?: string | undefined;
  /** Ids; all when not given. */
  readonly only?: ReadonlySet<number> | undefined;
  readonly leaveOut?: ReadonlySet<number> | undefined;
}

/** The selected analyses that may start now and are not paused: those of higher priority first, else in the order they were applied. */
export function readyIn(session: Session, { subject, only, leaveOut }: Selection): readonly Analysis[] {
  const { ledger } = session.project;
  const pauses = currentPauses(ledger);
  return readyAnalyses(candidatesIn(ledger, subject))
    .filter((analysis) => !leaveOut?.has(analysis.id) && (only === undefined || only.has(analysis.id)) && !pauseOf(pauses, analysis))
    .toSorted((a, b) => b.priority - a.priority);
}

/** An analysis as it is now, if it may still start: others may have done that while we were busy with the analyses before it. */
export function stillReady(session: Session, analysis: Analysis): Analysis | undefined {
  const { ledger } = session.project;
  if (pauseOf(currentPauses(ledger), analysis)) return undefined;
  return readyAnalyses(candidatesFor(ledger, analysis)).find(({ id }) => id === analysis.id);
}

// Others look after these.
const left: ReadonlySet<string> = new Set(["ANALYSIS_LEASE_HELD", "SUBMISSION_OTHERS"]);

/** Does `work` with one analysis. What fails is kept as the reason of its status and returned, unless somebody else is at work on the analysis. */
export async function tried(session: Session, { id, address }: Analysis, work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    const error = troubleOf(thrown, address);
    if (left.has(error.code)) session.notify({ level: "warn", address, text: `left alone: ${error.message}` });
    // The report tells of a scheduler that is out of reach.
    if (left.has(error.code) || error.code === "LEDGER_CONFLICT" || error.code === "SCHEDULER_OUTAGE") return undefined;
    return { analysis: keepReason(session, analysisById(session.project.ledger, id), error), error };
  }
}

function keepReason(session: Session, analysis: Analysis, error: AsimovError): Analysis {
  const { ledger } = session.project;
  const reason = reasonOf(error);
  const attempt = latestAttempt(ledger, analysis);
  // Without an attempt whose snapshot is fixed, mended settings count at the next try.
  const isOpen = attempt !== undefined && attempt.ended === undefined && attempt.configCommit !== undefined;
  if (analysis.status !== "ready" || !isOpen || (isEnvironmental(error) && !isRepeated(error, analysis)))
    return setStatus(ledger, analysis, { status: analysis.status, reason, remedy: remedyOf(error), request: analysis.request });
  const isRefused = isRefusal(session, attempt, error);
  const inPlugin = attempt.workflow ? "plugin" : "builder failed";
  const cause: Cause = { kind: isRefused ? "refused" : inPlugin, message: error.message };
  const again = `asimov analysis restart ${typed(analysis.address)} --refresh`;
  // It may be mended in the workflow's own files, or in the configuration.
  const asItIs = `asimov analysis resurrect ${typed(analysis.address)}, which takes the files as they are then; or, where settings changed: ${again}`;
  const next = isRefused ? asItIs : again;
  const own = remedyOf(error);
  // What the error says of itself is better than what can be said of all.
  const remedy = own === undefined && attempt.workflow ? remedyFor(analysis, attempt) : `${own ?? "Mend the cause."} Then: ${next}`;
  return ledger.change((transaction) => {
    endAttempt(ledger, transaction, attempt, cause);
    return setStatus(ledger, analysis, { status: "stuck", reason, remedy });
  });
}

function isRefusal(session: Session, { id }: Attempt, error: AsimovError): boolean {
  const tokens = submissionsOf(session.project.ledger, id).map(({ token }) => token);
  return isSiteRefusal(error) || tokens.some((token) => session.refusals.get(token) === error.code);
}
