import { join } from "node:path";
import { onTestFinished } from "vitest";

import { Ledger, type LedgerOptions, type Row } from "../../src/ledger/index.ts";
import { fixedClock } from "./clock.ts";
import { directoryWith } from "./tree.ts";

/** The file of a new ledger in a temporary directory. */
export function newLedgerFile(): string {
  const file = join(directoryWith(), "ledger.db");
  Ledger.create(file, { id: "0123456789ab", name: "test" });
  return file;
}

/** Opens a ledger, which is closed when the test ends; a new one when no file is given. */
export function openLedger(file: string = newLedgerFile(), options: Partial<LedgerOptions> = {}): Ledger {
  const ledger = Ledger.open(file, { command: "asimov test", clock: fixedClock(), ...options });
  onTestFinished(() => ledger.close());
  return ledger;
}

/** Every row of every table: two equal dumps mean that nothing at all was written in between. */
export function dump(ledger: Ledger): Readonly<Record<string, readonly Row[]>> {
  const tables = ledger.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").map((row) => String(row["name"]));
  return Object.fromEntries(tables.map((table) => [table, ledger.all(`SELECT * FROM ${table}`)]));
}

/** Names of the tables whose changes make history. */
export function recordedTables(ledger: Ledger): readonly string[] {
  const triggers = ledger.all("SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name <> 'history' ORDER BY tbl_name");
  return triggers.map((row) => String(row["tbl_name"]));
}
