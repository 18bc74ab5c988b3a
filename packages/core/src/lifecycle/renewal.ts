import { analysisById, candidatesFor, combinedAnalyses, doneStatuses, neededAnalyses, type Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { AsimovError } from "../system/index.ts";
import { act } from "./act.ts";
import type { Failure } from "./selection.ts";
import { used } from "./build.ts";
import { requestRenewal } from "./requests.ts";
import type { Session } from "./session.ts";
import { type Attempt, attemptsOf, membersNow, type Snapshot, staleAnalyses, type UsedAnalysis } from "./record/index.ts";

/**
 * Lets `refreshable` analyses run again when what they need or combine, and what provided settings to them, is done and is no longer what they were
 * built with: only those that ran to their end, and once for each set. `leaveOut` are ids of analyses that are left alone.
 */
export async function renewStale(session: Session, subject: string | undefined, leaveOut: ReadonlySet<number>): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const { ledger } = session.project;
  for (const analysis of staleOnes(ledger, refreshable(ledger, subject)).filter(({ id }) => !leaveOut.has(id))) {
    const renewed = request(session, analysis);
    const failure = renewed && (await act(session, renewed, "clean", [], undefined));
    if (failure) failures.push(failure);
  }
  return failures;
}

function refreshable(ledger: Ledger, subject: string | undefined): readonly Analysis[] {
  const rows = ledger.all(
    `SELECT id FROM analyses WHERE status IN ('finished', 'uploaded') AND json_extract(content, '$.refreshable') = 1 ORDER BY id`,
  );
  return rows.map((row) => analysisById(ledger, Number(row["id"]))).filter((analysis) => subject === undefined || analysis.subject === subject);
}

// Looked at together: in most passes there are none, and each by itself costs more.
function staleOnes(ledger: Ledger, analyses: readonly Analysis[]): readonly Analysis[] {
  const groups = Map.groupBy(analyses, (analysis) => analysis.subject ?? analysis.id);
  return [...groups.values()].flatMap((group) => {
    const stale = staleAnalyses(ledger, candidatesFor(ledger, group[0]!));
    return group.filter(({ id }) => stale.has(id));
  });
}

function request(session: Session, analysis: Analysis): Analysis | undefined {
  try {
    const why = renewalOf(session.project.ledger, analysis);
    return why === undefined ? undefined : requestRenewal(session, analysis, why);
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    // Where somebody changed it meanwhile, their change counts, and the next pass looks again.
    const text = `nobody can tell whether what it uses has changed: ${error.message}`;
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
  const candidates = candidatesFor(ledger, analysis);
  const combined = membersNow(combinedAnalyses, analysis, candidates, latest.snapshot.analyses ?? []);
  if (analysis.kind !== "event" && combined.length === 0) return undefined;
  const needed = membersNow(neededAnalyses, analysis, candidates, latest.snapshot.needs);
  const providers = (latest.snapshot.providers ?? []).flatMap(({ address }) => candidates.all.find((one) => one.address === address) ?? []);
  const members = [...new Map([...needed, ...combined, ...providers].map((member) => [member.id, member])).values()];
  if (!members.every(({ status }) => doneStatuses.has(status))) return undefined;
  const now = used(ledger, members);
  if (attempts.some(({ snapshot }) => keyOf(usedIn(snapshot)) === keyOf(now))) return undefined;
  return changes(usedIn(latest.snapshot), now);
}

// What it needed, what it combined and what provided settings to it, each once.
function usedIn({ needs, analyses = [], providers = [] }: Snapshot): readonly UsedAnalysis[] {
  return [...new Map([...needs, ...analyses, ...providers].map((one) => [one.address, one])).values()];
}

function hasOpenJobs(ledger: Ledger, attempts: readonly Attempt[]): boolean {
  const ids = JSON.stringify(attempts.map(({ id }) => id));
  return ledger.get("SELECT 1 FROM submissions WHERE ended IS NULL AND attempt_id IN (SELECT value FROM json_each(?))", ids) !== undefined;
}

// The same for sets in another order.
function keyOf(set: readonly UsedAnalysis[]): string {
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
