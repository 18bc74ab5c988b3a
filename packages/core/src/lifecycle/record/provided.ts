import { combinedAnalyses, doneStatuses, neededAnalyses, type Analysis, type Candidates, type ProvidedSettings } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { ProvidedScope } from "../../pipeline/remote/index.ts";
import type { Settings } from "../../settings/index.ts";
import { finishedAttempt } from "./attempts.ts";

/**
 * What finished analyses provide to `analysis`: all that those do which it needs, and what others among its siblings provide for the whole subject.
 * Of those not the ones that were made with the help of this analysis: nothing is fed back into what it came from.
 */
export function providedTo(ledger: Ledger, analysis: Analysis, needed: readonly Analysis[], siblings: Candidates): readonly ProvidedSettings[] {
  const publishing = providersFor(ledger, analysis, "subject");
  const others = siblings.all.filter((sibling) => {
    if (!publishing.has(sibling.id) || !doneStatuses.has(sibling.status) || needed.some(({ id }) => id === sibling.id)) return false;
    return !madeWith(ledger, sibling, siblings).has(analysis.id);
  });
  return [
    ...others.flatMap((other) => providedBy(ledger, other, ["subject"])),
    ...needed.flatMap((need) => providedBy(ledger, need, ["needs", "subject"])),
  ];
}

function providedBy(ledger: Ledger, provider: Analysis, scopes: readonly ProvidedScope[]): readonly ProvidedSettings[] {
  const attempt = finishedAttempt(ledger, provider);
  if (!attempt) return [];
  const rows = ledger.all("SELECT scope, content FROM provided WHERE attempt_id = ? ORDER BY scope", attempt.id);
  return rows
    .filter((row) => scopes.some((scope) => scope === row["scope"]))
    .map((row) => ({ by: provider.address, attempt: attempt.number, settings: JSON.parse(String(row["content"])) as Settings }));
}

// A project analysis has no subject.
function providersFor(ledger: Ledger, { subjectId }: Analysis, scope: ProvidedScope): ReadonlySet<number> {
  if (subjectId === undefined) return new Set();
  const rows = ledger.all(
    `SELECT DISTINCT a.id FROM provided p JOIN attempts t ON t.id = p.attempt_id JOIN analyses a ON a.id = t.analysis_id
     WHERE a.subject_id = ? AND p.scope = ?`,
    subjectId,
    scope,
  );
  return new Set(rows.map((row) => Number(row["id"])));
}

// Itself, what it needs and combines, what gave it settings, and so on.
function madeWith(ledger: Ledger, analysis: Analysis, siblings: Candidates): ReadonlySet<number> {
  const byAddress = new Map(siblings.all.map((sibling) => [sibling.address, sibling]));
  const found = new Set<number>();
  const waiting = [analysis];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    if (found.has(one.id)) continue;
    found.add(one.id);
    const providers = finishedAttempt(ledger, one)?.snapshot.providers ?? [];
    const gave = providers.flatMap(({ address }) => byAddress.get(address) ?? []);
    waiting.push(...neededAnalyses(one, siblings), ...combinedAnalyses(one, siblings), ...gave);
  }
  return found;
}
