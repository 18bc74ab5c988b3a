import { childrenOf } from "./history-of.ts";
import type { Ledger, Transaction } from "./ledger.ts";
import { isRecordedTable, type RecordedTable } from "./schema.ts";

/** Removes rows of `table` and all rows that belong to them by a foreign key, these first. The history keeps them. */
// The names of tables and columns are the schema's own.
export function removeFamily(ledger: Ledger, transaction: Transaction, table: RecordedTable, ids: readonly number[]): void {
  if (ids.length === 0) return;
  for (const { child, column } of childrenOf(ledger, table)) {
    const rows = ledger.all(`SELECT id FROM ${child} WHERE ${column} IN (SELECT value FROM json_each(?)) ORDER BY id`, JSON.stringify(ids));
    if (isRecordedTable(child)) {
      removeFamily(
        ledger,
        transaction,
        child,
        rows.map((row) => Number(row["id"])),
      );
    }
  }
  for (const id of ids) transaction.remove(table, id);
}
