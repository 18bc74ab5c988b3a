import type { Ledger } from "../ledger.ts";
import { schemaStatements } from "../schema.ts";
import { replayTable, type Rows } from "./replay.ts";

/** Something in a ledger that is not as it should be. */
export interface LedgerProblem {
  /** The table, and the row where it is one. */
  readonly where: string;
  readonly what: string;
}

// Enough to see what is wrong; thousands of rows would say no more.
const shownOfOneKind = 10;

/** Everything that is wrong with a ledger: its pages, its references, its JSON, and whether the history rebuilds every row. Empty when it is sound. */
export function checkLedger(ledger: Ledger): readonly LedgerProblem[] {
  const damage = pages(ledger, "integrity_check");
  // Nothing more can be said about rows that may not be those that were written.
  if (damage.length > 0) return damage;
  return [...references(ledger), ...json(ledger), ...history(ledger)];
}

/** What {@link checkLedger} finds without reading every row. */
export function checkQuickly(ledger: Ledger): readonly LedgerProblem[] {
  return [...pages(ledger, "quick_check"), ...references(ledger)];
}

function pages(ledger: Ledger, check: "integrity_check" | "quick_check"): readonly LedgerProblem[] {
  const lines = ledger.all(`PRAGMA ${check}(${shownOfOneKind})`).map((row) => String(row[check]));
  return lines[0] === "ok" ? [] : lines.map((what) => ({ where: "the file", what }));
}

function references(ledger: Ledger): readonly LedgerProblem[] {
  return ledger.all(`SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT ${shownOfOneKind}`).map((row) => ({
    where: `${String(row["table"])} ${String(row["rowid"])}`,
    what: `refers to a row of ${String(row["parent"])} that is not there`,
  }));
}

const jsonColumns: Readonly<Record<string, readonly string[]>> = {
  documents: ["content", "source", "applied"],
  subject_revisions: ["content", "source", "applied"],
  analyses: ["needs", "selects", "subjects", "content", "source", "applied"],
  attempts: ["snapshot", "workflow", "cause"],
  submissions: ["request", "address", "submitter", "outcome", "unconfirmed"],
  provided: ["content"],
  progress: ["content"],
  observations: ["content"],
  leases: ["holder"],
  history: ["before", "after"],
};

function json(ledger: Ledger): readonly LedgerProblem[] {
  return Object.entries(jsonColumns).flatMap(([table, columns]) =>
    columns.flatMap((column) =>
      ledger
        .all(`SELECT id FROM ${table} WHERE ${column} IS NOT NULL AND NOT json_valid(${column}) LIMIT ${shownOfOneKind}`)
        .map((row) => ({ where: `${table} ${String(row["id"])}`, what: `its ${column} is not JSON` })),
    ),
  );
}

function history(ledger: Ledger): readonly LedgerProblem[] {
  return recordedTables().flatMap((table) => {
    const { rows, breaks } = replayTable(ledger, table);
    const different = differences(ledger, table, rows);
    return [...breaks, ...different].slice(0, shownOfOneKind).map(({ id, what }) => ({ where: `${table} ${id}`, what }));
  });
}

function* differences(ledger: Ledger, table: string, rebuilt: Rows): Generator<{ readonly id: number; readonly what: string }> {
  const left = new Set(rebuilt.keys());
  for (const { id: key, ...row } of ledger.all(`SELECT * FROM ${table}`)) {
    const id = Number(key);
    const then = rebuilt.get(id);
    left.delete(id);
    if (!then) yield { id, what: "is there, and the history does not know it" };
    // What the history does not name was null: the column is younger than the entry.
    else {
      const columns = Object.keys(row).filter((column) => row[column] !== (then[column] ?? null));
      if (columns.length > 0) yield { id, what: `differs from what the history says in ${columns.join(", ")}` };
    }
  }
  for (const id of left) yield { id, what: "is not there, although the history never removed it" };
}

function recordedTables(): readonly string[] {
  return schemaStatements().flatMap((statement) => /^CREATE TRIGGER (\w+)_inserted /.exec(statement)?.[1] ?? []);
}
