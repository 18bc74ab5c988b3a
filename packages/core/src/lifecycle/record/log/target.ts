import { findTarget } from "../../../analysis/index.ts";
import { historyOf, type Ledger, type RecordedTable } from "../../../ledger/index.ts";

/**
 * Ids of the history entries of a subject, or of one analysis, and of all that belongs to it, ascending; also of what was removed.
 * Names and errors as {@link findTarget}.
 */
export function historyOfTarget(ledger: Ledger, subject: string, analysis?: string): readonly number[] {
  const removed = removedProjectAnalyses(ledger, subject) ?? removedRows(ledger, subject, analysis);
  if (removed) return historyOf(ledger, ...removed);
  const target = findTarget(ledger, subject, analysis);
  return target.analysis ? historyOf(ledger, "analyses", [target.analysis.id]) : historyOf(ledger, "subjects", [target.subject.id]);
}

// With those that have the same name now, if there are some: somebody who asks for a name wants all that was under it.
function removedProjectAnalyses(ledger: Ledger, address: string): readonly [RecordedTable, readonly number[]] | undefined {
  const name = /^project:\s*(.+)$/s.exec(address)?.[1];
  const gone = name === undefined ? [] : removed(ledger, "analyses", name, null);
  return gone.length === 0 ? undefined : ["analyses", [...gone, ...there(ledger, "analyses", name!, null)]];
}

function removedRows(ledger: Ledger, address: string, second: string | undefined): readonly [RecordedTable, readonly number[]] | undefined {
  const [subject = "", analysis = second] = address.split("/");
  const subjects = removed(ledger, "subjects", subject);
  const subjectIds = [...subjects, ...there(ledger, "subjects", subject)];
  if (analysis === undefined) return subjects.length === 0 ? undefined : ["subjects", subjectIds];
  const analyses = subjectIds.flatMap((id) => removed(ledger, "analyses", analysis, id));
  if (analyses.length === 0) return undefined;
  return ["analyses", [...analyses, ...subjectIds.flatMap((id) => there(ledger, "analyses", analysis, id))]];
}

type Named = "subjects" | "analyses";

// Of a subject by its id; null for project analyses.
function there(ledger: Ledger, table: Named, name: string, subjectId?: number | null): readonly number[] {
  const rows =
    subjectId === undefined
      ? ledger.all(`SELECT id FROM ${table} WHERE name = ?`, name)
      : ledger.all(`SELECT id FROM ${table} WHERE name = ? AND subject_id IS ?`, name, subjectId);
  return rows.map((row) => Number(row["id"]));
}

function removed(ledger: Ledger, table: Named, name: string, subjectId?: number | null): readonly number[] {
  const rows = ledger.all(
    `SELECT entity_id FROM history WHERE entity = ?1 AND after IS NULL AND json_extract(before, '$.name') = ?2
     AND (?3 OR json_extract(before, '$.subject_id') IS ?4)`,
    table,
    name,
    subjectId === undefined ? 1 : 0,
    subjectId ?? null,
  );
  return rows.map((row) => Number(row["entity_id"]));
}
