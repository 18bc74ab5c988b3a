import type { Ledger } from "./ledger.ts";
import type { RecordedTable } from "./schema.ts";

/** Columns of a row that history speaks of: as it is now, or as it was when it was removed; empty when it never was. */
export function lastRow(ledger: Ledger, table: RecordedTable, names: readonly string[], id: number): Readonly<Record<string, unknown>> {
  const now = ledger.get(`SELECT ${names.join(", ")} FROM ${table} WHERE id = ?`, id);
  if (now) return now;
  const last = ledger.get("SELECT before FROM history WHERE entity = ? AND entity_id = ? AND after IS NULL ORDER BY id DESC", table, id);
  return last ? (JSON.parse(String(last["before"])) as Record<string, unknown>) : {};
}
