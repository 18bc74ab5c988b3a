import { analysisById, candidatesFor, combinedAnalyses, doneStatuses, type Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { AsimovError } from "../system/index.ts";
import { act } from "./act.ts";
import type { Failure } from "./selection.ts";
import { used } from "./build.ts";
import { requestRenewal } from "./requests.ts";
import type { Session } from "./session.ts";
import { attemptsOf, membersNow, type Attempt, type UsedAnalysis } from "./record/index.ts";

/**
 * Lets `refreshable` analyses that combine others run again when what they combine is done and is no longer what they were built with: only
 * those that ran to their end, and once for each set. `leaveOut` are ids of analyses that are left alone.
 */
export async function renewStale(session: Session, subject: string | undefined, leaveOut: ReadonlySet<number>): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const analysis of refreshable(session.project.ledger, subject).filter(({ id }) => !leaveOut.has(id))) {
    const renewed = request(session, analysis);
    const failure = renewed && (await act(session, renewed, "clean", [], undefined));
    if (failure) failures.push(failure);
  }
  return failures;
}

function refreshable(ledger: Ledger, subject: string | undefined): readonly Analysis[] {
  const rows = ledger.all(
    `SELECT id FROM analyses WHERE kind <> 'event' AND status IN ('finished', 'uploaded') AND json_extract(content, '$.refreshable') = 1 ORDER BY id`,
  );
  return rows.map((row) => analysisById(ledger, Number(row["id"]))).filter((analysis) => subject === undefined || analysis.subject === subject);
}

function request(session: Session, analysis: Analysis): Analysis | undefined {
  try {
    const why = renewalOf(session.project.ledger, analysis);
    return why === undefined ? undefined : requestRenewal(session, analysis, why);
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    // Where somebody changed it meanwhile, their change counts, and the next pass looks again.
    const text = `nobody can tell whether what it combines has changed: ${error.message}`;
    if (error.code !== "LEDGER_CONFLICT") session.notify({ level: "warn", address: analysis.address, text });
    return undefined;
  }
}

// Why it is to run again, in words; undefined when it is not.
function renewalOf(ledger: Ledger, analysis: Analysis): string | undefined {
  const attempts = attemptsOf(ledger, analysis);
  const latest = attempts.findLast(({ outcome }) => outcome === "finished");
  // A job that has not ended may still use the files.
  if (!latest || hasOpenJobs(ledger, attempts)) return undefined;
  const combined = membersNow(combinedAnalyses, analysis, candidatesFor(ledger, analysis), latest.snapshot.analyses ?? []);
  if (combined.length === 0 || !combined.every(({ status }) => doneStatuses.has(status))) return undefined;
  const now = used(ledger, combined);
  if (attempts.some(({ snapshot }) => keyOf(snapshot.analyses) === keyOf(now))) return undefined;
  return changes(latest.snapshot.analyses ?? [], now);
}

function hasOpenJobs(ledger: Ledger, attempts: readonly Attempt[]): boolean {
  const ids = JSON.stringify(attempts.map(({ id }) => id));
  return ledger.get("SELECT 1 FROM submissions WHERE ended IS NULL AND attempt_id IN (SELECT value FROM json_each(?))", ids) !== undefined;
}

// The same for sets in another order.
function keyOf(set: readonly UsedAnalysis[] = []): string {
  return JSON.stringify(set.map(({ address, attempt }) => `${attempt} ${address}`).toSorted());
}

function changes(before: readonly UsedAnalysis[], now: readonly UsedAnalysis[]): string {
  const attemptIn = (set: readonly UsedAnalysis[], wanted: string): number | undefined => set.find(({ address }) => address === wanted)?.attempt;
  const words = [...new Set([...before, ...now].map(({ address }) => address))].flatMap((address) => {
    const [was, is] = [attemptIn(before, address), attemptIn(now, address)];
    if (was === is) return [];
    if (was === undefined) return [`${address} is new`];
    return [is === undefined ? `${address} is gone` : `${address}: attempt ${was} -> ${is}`];
  });
  return words.join(", ");
}
