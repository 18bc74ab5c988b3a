import { existsSync, linkSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { AsimovError, syncDirectory, systemCode } from "../../system/index.ts";
import { ledgerTrouble } from "../trouble.ts";
import { waiting, type Patience } from "../wait.ts";
import { isWal } from "../wal/index.ts";
import { refuseUnsound } from "./backup.ts";
import { copyInto, placeBeside, withDraft } from "./copy.ts";

/** What {@link restoreLedger} did. */
export interface Restored {
  /** Where the ledger is that was there before; undefined when there was none. */
  readonly before: string | undefined;
}

/**
 * Puts a copy of `backup`, checked, in the place of the ledger `file`, which is kept beside it. While it is done nobody can write, and commands
 * that have the old one open can't write to it afterwards. Throws `BACKUP_NOT_FOUND`, `BACKUP_UNSOUND`, `LEDGER_BUSY` or `LEDGER_WAL`.
 */
export function restoreLedger(backup: string, file: string, options: Patience = {}): Restored {
  if (!existsSync(backup))
    throw new AsimovError("BACKUP_NOT_FOUND", {
      message: "there is no such file",
      at: { file: backup },
      remedy: "Copies that asimov backup made without being told where are in .asimov/backups.",
    });
  try {
    // A copy is checked, and brought to the newest schema: the backup stays as it is.
    return withDraft(file, (draft) => {
      waiting(() => copyInto(backup, draft), options);
      refuseUnsound(draft, backup);
      if (existsSync(file)) {
        refuseWal(file);
        return locked(file, options, () => ({ before: replace(draft, file) }));
      }
      renameSync(draft, file);
      syncDirectory(dirname(file));
      return { before: undefined };
    });
  } catch (error) {
    throw ledgerTrouble(error, backup);
  }
}

// A link keeps the old one, a rename replaces it: at every moment there is a ledger.
function replace(draft: string, file: string): string {
  const before = placeBeside(file, "before-restore", (target) => linkSync(file, target));
  // What an interrupted change left belongs to the old one, and would spoil the new one.
  moveIfThere(`${file}-journal`, `${before}-journal`);
  renameSync(draft, file);
  syncDirectory(dirname(file));
  return before;
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
}

function refuseWal(file: string): void {
  if (!isWal(file)) return;
  throw new AsimovError("LEDGER_WAL", {
    message: "the ledger is in WAL mode: others may have parts of it in memory",
    at: { file },
    remedy: "First: asimov ledger --no-wal",
  });
}

/** Does `work` while nobody else can read or write the ledger; a file that is damaged beyond that is nobody's. */
function locked<T>(file: string, options: Patience, work: () => T): T {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    waiting(() => lock(database), options);
    return work();
  } finally {
    database.close();
  }
}

function lock(database: DatabaseSync): void {
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    // SQLITE_CORRUPT, SQLITE_NOTADB
    if (error instanceof Error && "errcode" in error && [11, 26].includes(Number(error.errcode) & 0xff)) return;
    throw error;
  }
}
