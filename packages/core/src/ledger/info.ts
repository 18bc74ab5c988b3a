import { existsSync, statSync } from "node:fs";

import type { Ledger } from "./ledger.ts";
import { hostOfWal, type WalHost } from "./wal/index.ts";

/** What can be said about a ledger as a database. */
export interface LedgerInfo {
  readonly file: string;
  readonly schema: number;
  /** Bytes, with those that WAL has not written back yet. */
  readonly size: number;
  readonly journal: "rollback" | "WAL";
  /** The host whose processes alone may open it, in WAL mode. */
  readonly walHost: WalHost | undefined;
  readonly transactions: number;
  /** Time of the newest change, if there was one. */
  readonly changed: string | undefined;
  /** How many rows each table has. */
  readonly rows: Readonly<Record<string, number>>;
}

/** What can be said about `ledger` as a database. */
export function ledgerInfo(ledger: Ledger): LedgerInfo {
  const one = (sql: string): unknown => Object.values(ledger.get(sql) ?? {})[0];
  const isWal = one("PRAGMA journal_mode") === "wal";
  const tables = ledger.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name");
  const changed = one("SELECT time FROM transactions ORDER BY id DESC LIMIT 1");
  return {
    file: ledger.file,
    schema: Number(one("PRAGMA user_version")),
    size: [ledger.file, `${ledger.file}-wal`].reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0),
    journal: isWal ? "WAL" : "rollback",
    walHost: isWal ? hostOfWal(ledger.file) : undefined,
    transactions: Number(one("SELECT count(*) FROM transactions")),
    changed: typeof changed === "string" ? changed : undefined,
    rows: Object.fromEntries(tables.map(({ name }) => [String(name), Number(one(`SELECT count(*) FROM ${String(name)}`))])),
  };
}
