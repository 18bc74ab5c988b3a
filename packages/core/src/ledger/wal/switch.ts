import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { AsimovError, fileSystemOf, type FileSystem } from "../../system/index.ts";
import { ledgerTrouble } from "../trouble.ts";
import { waiting, type Patience } from "../wait.ts";
import { isWal, refuseOtherHost, thisWalHost, walFact, type WalHost } from "./host.ts";

/** What a switch of the journal mode depends on; a test gives its own. */
export interface WalOptions extends Patience {
  readonly fileSystem?: ((path: string) => FileSystem) | undefined;
  readonly here?: WalHost | undefined;
  /** Leave WAL mode although it belongs to another host: a person says that nothing there uses the ledger any more. */
  readonly hostIsGone?: boolean | undefined;
}

/**
 * Puts the ledger in `file` into WAL mode, for processes of this host alone, which is recorded first.
 * Throws `LEDGER_WAL_NETWORK`, `LEDGER_WAL_OTHER_HOST` or `LEDGER_BUSY`.
 */
export function useWal(file: string, options: WalOptions = {}): void {
  const { fileSystem = fileSystemOf, here = thisWalHost() } = options;
  refuseOtherHost(file, here);
  const { type, network } = fileSystem(dirname(file));
  if (network) {
    throw new AsimovError("LEDGER_WAL_NETWORK", {
      message: `the ledger is on a file system of type ${type}, over which hosts can't share the memory that WAL needs`,
      at: { file },
      remedy: "Stay with the rollback journal, which is safe there; or move the project to a disk of this host.",
    });
  }
  withDatabase(file, options, (database) => {
    const record = database.prepare("INSERT INTO project (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
    record.run(walFact, JSON.stringify(here));
    setMode(database, "WAL", file);
  });
}

/** Brings the ledger in `file` back to the rollback journal. Throws `LEDGER_WAL_OTHER_HOST` or `LEDGER_BUSY`. */
export function leaveWal(file: string, options: WalOptions = {}): void {
  if (!isWal(file)) return;
  if (options.hostIsGone !== true) refuseOtherHost(file, options.here);
  withDatabase(file, options, (database) => {
    setMode(database, "DELETE", file);
    database.prepare("DELETE FROM project WHERE key = ?").run(walFact);
  });
}

function withDatabase(file: string, options: WalOptions, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA synchronous = EXTRA");
    waiting(() => work(database), options);
  } catch (error) {
    throw ledgerTrouble(error, file);
  } finally {
    database.close();
  }
}

function setMode(database: DatabaseSync, mode: "WAL" | "DELETE", file: string): void {
  const got = String(database.prepare(`PRAGMA journal_mode = ${mode}`).get()?.["journal_mode"]);
  if (got.toUpperCase() === mode) return;
  throw new AsimovError("LEDGER_BUSY", {
    message: `the ledger stays in mode ${got}: another process has it open`,
    at: { file },
    remedy: "Run the command again when no other command works in the project.",
  });
}
