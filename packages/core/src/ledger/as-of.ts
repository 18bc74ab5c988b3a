import type { SQLInputValue } from "node:sqlite";

import { iterateHistory, type HistoryEntry } from "./history.ts";
import type { Ledger } from "./ledger.ts";

/** The columns of a row, without its id. */
export type RowValues = Readonly<Record<string, unknown>>;

/** The rows of one table, by id, as they were before `entries` (newest first) were done to it. Pure. */
export function undo(rows: ReadonlyMap<number, RowValues>, entries: Iterable<HistoryEntry>): ReadonlyMap<number, RowValues> {
  const result = new Map(rows);
  for (const { entityId, before } of entries) {
    if (before) result.set(entityId, { ...result.get(entityId), ...before });
    else result.delete(entityId);
  }
  return result;
}

/**
 * From now on `ledger` reads every table as it was at `time` (ISO 8601, UTC), what was done at that moment included, and refuses to write to it.
 * Views over what changed since then hide the tables, for this connection alone: the work is that of the changes, not of the tables.
 */
export function lookBack(ledger: Ledger, time: string): void {
  const first = ledger.get("SELECT min(id) AS id FROM transactions WHERE time > ?", time)?.["id"];
  for (const row of ledger.all("SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name = tbl_name || '_inserted'")) {
    hide(ledger, String(row["tbl_name"]), typeof first === "number" ? first : Number.MAX_SAFE_INTEGER);
  }
}

// The names of tables and columns are the schema's own.
function hide(ledger: Ledger, table: string, firstUndone: number): void {
  const ids = ledger.all("SELECT id, entity_id FROM history WHERE entity = ? AND transaction_id >= ? ORDER BY id", table, firstUndone);
  const touched = JSON.stringify([...new Set(ids.map((row) => row["entity_id"]))]);
  const now = ledger.all(`SELECT * FROM main.${table} WHERE id IN (SELECT value FROM json_each(?))`, touched);
  const undone = iterateHistory(ledger, { ids: ids.map((row) => Number(row["id"])), newestFirst: true });
  const then = undo(new Map(now.map(({ id, ...row }) => [Number(id), row])), undone);

  ledger.all(`CREATE TEMP TABLE touched_${table} AS SELECT value AS id FROM json_each(?)`, touched);
  ledger.all(`CREATE TEMP TABLE past_${table} AS SELECT * FROM main.${table} LIMIT 0`);
  for (const [id, row] of then) {
    const columns = Object.keys(row);
    ledger.all(
      `INSERT INTO temp.past_${table} (id, ${columns.join(", ")}) VALUES (?, ${columns.map(() => "?").join(", ")})`,
      id,
      ...(Object.values(row) as SQLInputValue[]),
    );
  }
  ledger.all(
    `CREATE TEMP VIEW ${table} AS SELECT * FROM main.${table} WHERE id NOT IN (SELECT id FROM temp.touched_${table})
     UNION ALL SELECT * FROM temp.past_${table}`,
  );
}
