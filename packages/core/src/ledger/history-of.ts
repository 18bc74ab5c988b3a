import type { Ledger } from "./ledger.ts";
import type { RecordedTable } from "./schema.ts";

/** Ids of the history entries of these rows of `table`, and of all rows that belong to them by a foreign key, removed ones too; ascending. */
export function historyOf(ledger: Ledger, table: RecordedTable, ids: readonly number[]): readonly number[] {
  const entries = new Set<number>();
  for (const [entity, rows] of family(ledger, table, ids)) {
    const found = ledger.all(
      "SELECT h.id FROM json_each(?) rows JOIN history h ON h.entity = ? AND h.entity_id = rows.value",
      JSON.stringify([...rows]),
      entity,
    );
    for (const row of found) entries.add(Number(row["id"]));
  }
  return [...entries].toSorted((a, b) => a - b);
}

function family(ledger: Ledger, table: string, ids: readonly number[]): ReadonlyMap<string, ReadonlySet<number>> {
  const members = new Map<string, Set<number>>();
  const add = (name: string, rows: readonly number[]): void => {
    const known = members.get(name) ?? new Set<number>();
    members.set(name, known);
    const fresh = rows.filter((id) => !known.has(id));
    for (const id of fresh) known.add(id);
    if (fresh.length > 0) for (const { child, column } of childrenOf(ledger, name)) add(child, rowsBelow(ledger, child, column, fresh));
  };
  add(table, ids);
  return members;
}

/** The tables whose rows belong to rows of `table`, and the column that says to which. */
export function childrenOf(ledger: Ledger, table: string): readonly { readonly child: string; readonly column: string }[] {
  const rows = ledger.all(
    `SELECT t.name AS child, k."from" AS "column" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k
     WHERE t.type = 'table' AND k."table" = ?`,
    table,
  );
  return rows.map((row) => ({ child: String(row["child"]), column: String(row["column"]) }));
}

// The names of tables and columns are the schema's own.
function rowsBelow(ledger: Ledger, table: string, column: string, parents: readonly number[]): readonly number[] {
  const rows = ledger.all(
    `SELECT id FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?1))
     UNION SELECT entity_id FROM history WHERE entity = '${table}' AND after IS NULL
       AND json_extract(before, '$.${column}') IN (SELECT value FROM json_each(?1))`,
    JSON.stringify(parents),
  );
  return rows.map((row) => Number(row["id"]));
}
