import fc from "fast-check";
import { expect, test } from "vitest";

import { replayTable, type Ledger, type RecordedTable, type Row, type Transaction } from "../../src/ledger/index.ts";
import { openLedger, recordedTables } from "../support/ledger.ts";

type Rows = Readonly<Record<string, unknown>>;

/** One random change of one row: what its numbers mean depends on the rows that are there. */
interface Operation {
  readonly kind: "insert" | "update" | "remove";
  readonly table: number;
  readonly row: number;
  readonly values: readonly (string | number | null)[];
}

const someText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", "\0", "a\0b", "null", "1", '"', "'", "{}", "[1]", "\u{1f300}"),
);
const someValue = fc.oneof(someText, fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), fc.constant(null));
const someOperation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom("insert", "insert", "insert", "update", "remove"),
  table: fc.nat(),
  row: fc.nat(),
  values: fc.array(someValue, { minLength: 4, maxLength: 4 }),
});

test("the history alone rebuilds every row of every recorded table, whatever was done", () => {
  const ledger = openLedger();
  const tables = recordedTables(ledger).map((name) => describeTable(ledger, name));
  let landed = 0;
  fc.assert(
    fc.property(fc.array(fc.array(someOperation, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }), (changes) => {
      for (const operations of changes) {
        if (tryChange(ledger, (transaction) => operations.forEach((operation) => carryOut(ledger, transaction, tables, operation)))) landed++;
      }
      for (const { name } of tables) expect([name, replayTable(ledger, name)]).toEqual([name, { rows: rowsOf(ledger, name), breaks: [] }]);
    }),
    { numRuns: 60 },
  );
  // Many are refused by a constraint, and must then leave nothing; but not all.
  expect(landed).toBeGreaterThan(20);
});

function rowsOf(ledger: Ledger, table: string): ReadonlyMap<number, Rows> {
  return new Map(ledger.all(`SELECT * FROM ${table}`).map(({ id, ...row }) => [Number(id), { ...row }]));
}

interface TableShape {
  readonly name: RecordedTable;
  readonly columns: readonly Row[];
  readonly parents: ReadonlyMap<string, string>;
}

function describeTable(ledger: Ledger, name: string): TableShape {
  const keys = ledger.all("SELECT * FROM pragma_foreign_key_list(?)", name);
  return {
    name: name as RecordedTable,
    columns: ledger.all("SELECT * FROM pragma_table_info(?) WHERE name <> 'id'", name),
    parents: new Map(keys.map((row) => [String(row["from"]), String(row["table"])])),
  };
}

function carryOut(ledger: Ledger, transaction: Transaction, tables: readonly TableShape[], { kind, table, row, values }: Operation): void {
  const shape = tables[table % tables.length]!;
  const pick = (name: string): number | undefined => {
    const ids = ledger.all(`SELECT id FROM ${name} ORDER BY id`);
    return ids.length === 0 ? undefined : Number(ids[row % ids.length]!["id"]);
  };
  const full = Object.fromEntries(
    shape.columns.map((column, index) => {
      const parent = shape.parents.get(String(column["name"]));
      return [String(column["name"]), parent === undefined ? fit(values[index % values.length]!, column) : (pick(parent) ?? 0)];
    }),
  );
  const id = pick(shape.name);
  if (kind === "insert") transaction.insert(shape.name, full);
  else if (id !== undefined && kind === "remove") transaction.remove(shape.name, id);
  else if (id !== undefined) transaction.update(shape.name, id, Object.fromEntries(Object.entries(full).slice(row % shape.columns.length)));
}

function fit(value: string | number | null, column: Row): string | number | null {
  if (value === null) return column["notnull"] === 0 ? null : 0;
  return value;
}

function tryChange(ledger: Ledger, work: (transaction: Transaction) => void): boolean {
  try {
    ledger.change(work);
    return true;
  } catch (error) {
    if (error instanceof Error && /constraint failed/.test(error.message)) return false;
    throw error;
  }
}
