import { blockers, candidatesIn, candidatesOf, ledgerFacts, subjectName, type Analysis, type Candidates } from "../../analysis/index.ts";
import type { HistoryEntry, Ledger } from "../../ledger/index.ts";
import { addedBy, type OnTop } from "./on-top.ts";

/** How many needs match nothing, of each analysis that `entries` could touch by coming or going, by address. */
export function unmetNeeds(ledger: Ledger, entries: readonly HistoryEntry[]): ReadonlyMap<string, number> {
  const analyses = entries.filter(({ entity }) => entity === "analyses");
  const subjects = new Set(
    analyses.map(({ entityId, before, after }) => after?.["subject_id"] ?? before?.["subject_id"] ?? subjectOf(ledger, entityId)),
  );
  return new Map(
    [...subjects].flatMap((subject) => {
      if (typeof subject !== "number") return [];
      const candidates = candidatesIn(ledger, subjectName(ledger, subject));
      return candidates.all.map((analysis) => [analysis.address, unmet(analysis, candidates)] as const);
    }),
  );
}

/** What has lost its ground once `entries` were taken back, `before` being the unmet needs until then. */
export function looseEnds(ledger: Ledger, entries: readonly HistoryEntry[], before: ReadonlyMap<string, number>): readonly OnTop[] {
  const worse = [...unmetNeeds(ledger, entries)].filter(([address, count]) => count > (before.get(address) ?? 0));
  const needy = worse.map(([address]) => ({ what: `analysis ${address} needs something that would not be there`, by: [] }));
  return [...unpinned(ledger, entries), ...needy];
}

/** The analyses of a subject that need some of those with these ids, and are none of them. */
export function needing(ledger: Ledger, subject: string, ids: ReadonlySet<number>): readonly Analysis[] {
  const now = candidatesIn(ledger, subject);
  const left = candidatesOf(
    now.all.filter(({ id }) => !ids.has(id)),
    ledgerFacts(ledger),
  );
  return left.all.filter((analysis) => unmet(analysis, left) > unmet(analysis, now));
}

function unmet(analysis: Analysis, candidates: Candidates): number {
  return blockers(analysis, candidates).filter((blocker) => blocker.analysis === undefined).length;
}

function unpinned(ledger: Ledger, entries: readonly HistoryEntry[]): readonly OnTop[] {
  const revisions = entries.filter(({ entity, before }) => entity === "subject_revisions" && before === undefined);
  const rows = ledger.all(
    `SELECT a.id, s.name AS subject, a.name FROM json_each(?) j JOIN analyses a ON a.subject_id = j.value JOIN subjects s ON s.id = a.subject_id
     WHERE NOT EXISTS (SELECT 1 FROM subject_revisions r WHERE r.subject_id = a.subject_id AND r.revision = a.subject_revision) ORDER BY a.id`,
    JSON.stringify([...new Set(revisions.map(({ after }) => Number(after!["subject_id"])))]),
  );
  return rows.map((row) => ({
    what: `analysis ${String(row["subject"])}/${String(row["name"])} is on this revision of its event`,
    by: addedBy(ledger, "analyses", Number(row["id"])),
  }));
}

function subjectOf(ledger: Ledger, analysis: number): unknown {
  return ledger.get("SELECT subject_id FROM analyses WHERE id = ?", analysis)?.["subject_id"];
}
