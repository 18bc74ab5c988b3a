import type { SQLInputValue } from "node:sqlite";

import { AsimovError } from "../system/index.ts";
import { iterateHistory, type HistoryEntry } from "./history.ts";
import type { Ledger, Transaction } from "./ledger.ts";
import { isRecordedTable, type RecordedTable } from "./schema.ts";

/** A row that a transaction changed and that is not as the transaction left it. */
export interface LaterChange {
  readonly table: string;
  readonly id: number;
  /** The transactions that changed it since, oldest first. */
  readonly by: readonly number[];
}

/** What one transaction did, in its order. */
export function changesOf(ledger: Ledger, transaction: number): readonly HistoryEntry[] {
  const ids = ledger.all("SELECT id FROM history WHERE transaction_id = ? ORDER BY id", transaction).map((row) => Number(row["id"]));
  return [...iterateHistory(ledger, { ids })];
}

/** The rows of `entries`, changes of one transaction, that were changed otherwise since; what was changed there and back is not. */
export function changedSince(ledger: Ledger, entries: readonly HistoryEntry[]): readonly LaterChange[] {
  return [...Map.groupBy(entries, keyOf).values()].flatMap((mine) => {
    const { entity: table, entityId: id, transaction } = mine[0]!;
    const now = ledger.get(`SELECT * FROM ${tableOf(table)} WHERE id = ?`, id);
    const after = mine.at(-1)!.after === undefined ? undefined : Object.assign({}, ...mine.map((entry) => entry.after));
    if (isAs(table, now, after)) return [];
    const since = ledger.all(
      "SELECT DISTINCT transaction_id FROM history WHERE entity = ? AND entity_id = ? AND transaction_id > ? ORDER BY transaction_id",
      table,
      id,
      transaction,
    );
    return [{ table, id, by: since.map((row) => Number(row["transaction_id"])) }];
  });
}

/**
 * Does the inverse of `entries`, in their order, the last one first: rows are changed back, taken out, or come again under their old ids.
 * Throws `UNDO_NAME_TAKEN` where a row that comes again would stand in the place of another one.
 */
export function invert(ledger: Ledger, transaction: Transaction, entries: readonly HistoryEntry[]): void {
  for (const entry of entries.toReversed()) {
    const table = tableOf(entry.entity);
    const id = entry.entityId;
    try {
      if (entry.before === undefined) transaction.remove(table, id);
      else if (entry.after === undefined) transaction.insert(table, { id, ...bumped(table, entry.before) });
      else transaction.update(table, id, values(table, entry.before, ledger.get(`SELECT * FROM ${table} WHERE id = ?`, id)));
    } catch (cause) {
      if (!isUniqueness(cause)) throw cause;
      const name = [entry.before?.["name"], entry.before?.["identity"], entry.before?.["path"], id].find((one) => one !== undefined);
      throw new AsimovError("UNDO_NAME_TAKEN", {
        message: `${JSON.stringify(name)} (${table}) can't come back: there is another one of its name or directory now`,
        remedy: "Delete that one first: asimov trash keeps it.",
        cause,
      });
    }
  }
}

type Columns = Readonly<Record<string, unknown>>;

const keyOf = ({ entity, entityId }: HistoryEntry): string => `${entity} ${entityId}`;

// Names of tables in the history are the schema's own.
function tableOf(name: string): RecordedTable {
  if (isRecordedTable(name)) return name;
  throw new AsimovError("LEDGER_UNREADABLE", { message: `the history speaks of "${name}", which this asimov does not know` });
}

// Only the columns that changed count: others may have been changed since without harm.
function isAs(table: string, now: Columns | undefined, then: Columns | undefined): boolean {
  if (now === undefined || then === undefined) return now === then;
  return Object.entries(then).every(([column, value]) => (table === "analyses" && column === "revision") || now[column] === value);
}

// A pass that read the analysis before must not take it for what it read: its revision never goes back.
function values(table: string, before: Columns, now: Columns | undefined): Readonly<Record<string, SQLInputValue>> {
  const columns = before as Record<string, SQLInputValue>;
  return table === "analyses" ? { ...columns, revision: Number(now?.["revision"] ?? before["revision"]) + 1 } : columns;
}

function bumped(table: string, before: Columns): Readonly<Record<string, SQLInputValue>> {
  return values(table, before, undefined);
}

// SQLITE_CONSTRAINT_UNIQUE.
function isUniqueness(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 2067;
}
