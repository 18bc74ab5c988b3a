import type { Ledger, Transaction } from "../ledger/index.ts";
import { placeIn, type Source } from "../settings/index.ts";
import type { Place } from "../system/index.ts";

/** One revision of a subject: from where, and when, its document was applied. */
export interface SubjectRevision {
  readonly revision: number;
  readonly at: Place;
  readonly applied: string | undefined;
}

/** The revisions of a subject, oldest first. */
export function subjectRevisions(ledger: Ledger, subjectId: number): readonly SubjectRevision[] {
  const rows = ledger.all(
    `SELECT r.revision, r.source, t.time FROM subject_revisions r
     LEFT JOIN history h ON h.entity = 'subject_revisions' AND h.entity_id = r.id AND h.before IS NULL
     LEFT JOIN transactions t ON t.id = h.transaction_id WHERE r.subject_id = ? ORDER BY r.revision`,
    subjectId,
  );
  return rows.map((row) => ({
    revision: Number(row["revision"]),
    at: placeIn(JSON.parse(String(row["source"])) as Source, []),
    applied: row["time"] === null ? undefined : String(row["time"]),
  }));
}

/** Gives an analysis the newest revision of its subject, for what is built from now on. */
export function moveToNewest(ledger: Ledger, transaction: Transaction, analysis: number): void {
  const sql = "SELECT a.revision, s.revision AS newest FROM analyses a JOIN subjects s ON s.id = a.subject_id WHERE a.id = ?";
  const row = ledger.get(sql, analysis);
  // A project analysis has no subject of its own.
  if (!row) return;
  transaction.update("analyses", analysis, { subject_revision: row["newest"]!, revision: Number(row["revision"]) + 1 });
}
