import type { Analysis } from "../analysis/index.ts";
import { lastRow, type Ledger } from "../ledger/index.ts";
import { latestAttempt } from "./record/index.ts";

/** An attempt of an analysis that was deleted. */
export interface FormerAttempt {
  readonly number: number;
  readonly configSha256: string | undefined;
}

/** The number of the next attempt of an analysis: above all that were made under its name, whose results may be in the store. */
export function nextNumber(ledger: Ledger, analysis: Analysis): number {
  const former = formerAttempts(ledger, analysis).map(({ number }) => number);
  return Math.max(latestAttempt(ledger, analysis)?.number ?? 0, ...former) + 1;
}

/** The attempts of deleted analyses whose files lay, and may lie, where those of this one do. */
export function formerAttempts(ledger: Ledger, analysis: Analysis): readonly FormerAttempt[] {
  const analyses = formerAnalyses(ledger, analysis);
  if (analyses.length === 0) return [];
  const rows = ledger.all(
    `SELECT DISTINCT json_extract(h.before, '$.number') AS number, json_extract(h.before, '$.config_sha256') AS sha256
     FROM history h WHERE h.entity = 'attempts' AND h.entity_id NOT IN (SELECT id FROM attempts) AND h.after IS NULL
     AND json_extract(h.before, '$.analysis_id') IN (SELECT value FROM json_each(?))`,
    JSON.stringify(analyses),
  );
  return rows.map((row) => ({ number: Number(row["number"]), configSha256: typeof row["sha256"] === "string" ? row["sha256"] : undefined }));
}

// Ids are never given twice: as long as there are as many rows as ids, nothing was deleted, and the history need not be asked.
function formerAnalyses(ledger: Ledger, analysis: Analysis): readonly number[] {
  const counts = ledger.get("SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'analyses') AS ids, (SELECT count(*) FROM analyses) AS count");
  if (counts?.["ids"] === counts?.["count"]) return [];
  const rows = ledger.all(
    `SELECT DISTINCT h.entity_id AS id, json_extract(h.before, '$.subject_id') AS subject FROM history h
     WHERE h.entity = 'analyses' AND h.entity_id NOT IN (SELECT id FROM analyses) AND h.after IS NULL AND json_extract(h.before, '$.slug') = ?`,
    analysis.slug,
  );
  return rows.filter(({ subject = null }) => slugOf(ledger, subject) === analysis.subjectSlug).map((row) => Number(row["id"]));
}

// Also of one that was deleted; a project analysis has none.
function slugOf(ledger: Ledger, subject: unknown): string | undefined {
  return subject === null ? undefined : String(lastRow(ledger, "subjects", ["slug"], Number(subject))["slug"]);
}
