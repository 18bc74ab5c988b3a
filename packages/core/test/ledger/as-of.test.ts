import fc from "fast-check";
import { expect, test } from "vitest";

import { Ledger, lookBack, readHistory, undo, type RecordedTable, type Row, type Transaction } from "../../src/ledger/index.ts";
import { newLedgerFile, openLedger } from "../support/ledger.ts";

const tables = ["documents", "subjects", "subject_revisions"] as const;

interface Operation {
  readonly kind: "insert" | "update" | "remove";
  readonly table: (typeof tables)[number];
  readonly row: number;
  readonly text: string;
}

const someOperation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom("insert", "insert", "update", "update", "remove"),
  table: fc.constantFrom(...tables),
  row: fc.nat(),
  text: fc.string({ unit: "binary", maxLength: 6 }),
});

const someChanges = fc.array(fc.array(someOperation, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });

test("at every moment of its past the ledger is what it was then, whatever was done", () => {
  fc.assert(
    fc.property(someChanges, (changes) => {
      const { ledger, snapshots, file } = live(changes);
      for (const { time, rows } of snapshots) {
        const past = Ledger.open(file, { command: "asimov test" });
        lookBack(past, time);
        expect([time, rowsOf(past)]).toEqual([time, rows]);
        past.close();
      }
      // The same by the pure function alone, from the rows of now.
      for (const table of tables) {
        const now = new Map(ledger.all(`SELECT * FROM ${table}`).map(({ id, ...row }) => [Number(id), row]));
        expect(undo(now, readHistory(ledger, table).toReversed())).toEqual(new Map());
      }
      ledger.close();
    }),
    { numRuns: 25 },
  );
});

test("what was done at that very moment is seen, and nothing can be written there", () => {
  const file = newLedgerFile();
  const ledger = openLedger(file, { clock: { now: () => Date.parse("2026-03-01T12:00:00.000Z") } });
  for (const name of ["GW1", "GW2"]) ledger.change((transaction) => transaction.insert("subjects", { name, slug: name, revision: 1 }));
  const names = (time: string): readonly unknown[] => {
    const past = openLedger(file);
    lookBack(past, time);
    expect(() => past.change((transaction) => transaction.insert("subjects", { name: "GW3", slug: "GW3", revision: 1 }))).toThrow(/it is a view/);
    return past.all("SELECT name FROM subjects ORDER BY id").map((row) => row["name"]);
  };
  expect(names("2026-03-01T11:59:59.999Z")).toEqual([]);
  expect(names("2026-03-01T12:00:00.000Z")).toEqual(["GW1", "GW2"]);
  expect(names("2030-01-01T00:00:00.000Z")).toEqual(["GW1", "GW2"]);
  expect(readHistory(ledger)).toHaveLength(2);
});

interface Snapshot {
  readonly time: string;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
}

// A life of a ledger, a second for each change that lands, with a snapshot after each.
function live(changes: readonly (readonly Operation[])[]): {
  readonly ledger: Ledger;
  readonly snapshots: readonly Snapshot[];
  readonly file: string;
} {
  let second = 0;
  const now = (): number => Date.parse("2026-03-01T12:00:00.000Z") + second * 1000;
  const file = newLedgerFile();
  const ledger = Ledger.open(file, { command: "asimov test", clock: { now } });
  const snapshots: Snapshot[] = [{ time: new Date(now() - 1).toISOString(), rows: rowsOf(ledger) }];
  for (const operations of changes) {
    second++;
    try {
      ledger.change((transaction) => operations.forEach((operation) => carryOut(ledger, transaction, operation)));
    } catch (error) {
      if (!(error instanceof Error && /constraint failed/.test(error.message))) throw error;
    }
    snapshots.push({ time: new Date(now()).toISOString(), rows: rowsOf(ledger) });
  }
  return { ledger, snapshots, file };
}

function rowsOf(ledger: Ledger): Snapshot["rows"] {
  return Object.fromEntries(tables.map((table) => [table, ledger.all(`SELECT * FROM ${table} ORDER BY id`)]));
}

function carryOut(ledger: Ledger, transaction: Transaction, { kind, table, row, text }: Operation): void {
  const pick = (name: RecordedTable): number | undefined => {
    const ids = ledger.all(`SELECT id FROM ${name} ORDER BY id`);
    return ids.length === 0 ? undefined : Number(ids[row % ids.length]!["id"]);
  };
  const values = {
    documents: { kind: "configuration", identity: `${text}${row}`, position: row, content: text, source: "{}" },
    subjects: { name: `${text}${row}`, slug: text + row, revision: row },
    subject_revisions: { subject_id: pick("subjects") ?? 0, revision: row, content: text, source: "{}" },
  }[table];
  const id = pick(table);
  if (kind === "insert") transaction.insert(table, values);
  else if (id !== undefined && kind === "remove") transaction.remove(table, id);
  else if (id !== undefined) transaction.update(table, id, values);
}
