import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { AsimovError } from "../../system/index.ts";
import { copyInto, placeBeside } from "../backup/copy.ts";
import { schemaVersion } from "../schema.ts";
import { waiting, type Patience } from "../wait.ts";
import { rebuild } from "./rebuild.ts";
import { newSince } from "./versions.ts";

/** How a ledger is migrated. */
export interface MigrateOptions extends Patience {
  /** Told what is done, and where the copy from before is. */
  readonly onNotice: (message: string) => void;
}

/**
 * Brings the ledger in `file` to the schema of this version, in one transaction; a copy of it as it was is put beside it first. Of several
 * processes at once, one does it. Throws `LEDGER_BUSY`, `LEDGER_MIGRATION_FAILED`, or what SQLite says about the disk.
 */
export function migrate(file: string, options: MigrateOptions): void {
  inTransaction(file, options, (database, from) => {
    const copy = placeBeside(file, `schema-${from}`, (target) => copyInto(file, target));
    options.onNotice(`The ledger gets what is new in this version (${newSince(from).join("; ")}). As it was, it is kept in ${copy}`);
    rebuild(database);
  });
}

/** A connection to a copy of the ledger in `file` that was migrated, for those who may only read; the copy is nowhere else. */
export function migratedCopy(file: string, options: Patience): DatabaseSync {
  const directory = mkdtempSync(join(tmpdir(), "asimov-ledger-"));
  const copy = join(directory, "ledger.db");
  try {
    waiting(() => copyInto(file, copy), options);
    inTransaction(copy, options, rebuild);
    chmodSync(copy, 0o400);
    const database = new DatabaseSync(copy, { readOnly: true });
    // Files that are only open have no name: this makes sure that SQLite has it open.
    database.prepare("PRAGMA user_version").get();
    return database;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function inTransaction(file: string, options: Patience, work: (database: DatabaseSync, from: number) => void): void {
  // Tables that others refer to are replaced: what they refer to is checked at the end.
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: false });
  try {
    // Renaming a table leaves what refers to it alone.
    database.exec("PRAGMA legacy_alter_table = ON; PRAGMA synchronous = EXTRA");
    waiting(() => database.exec("BEGIN IMMEDIATE"), options);
    const from = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
    // Another process may have done it while we waited.
    if (from < schemaVersion) work(database, from);
    const broken = database.prepare("PRAGMA foreign_key_check").all();
    if (broken.length > 0) {
      throw new AsimovError("LEDGER_MIGRATION_FAILED", {
        message: `some of its rows refer to rows that are not there, such as one of ${String(broken[0]!["table"])}; the ledger is as it was`,
        at: { file },
        remedy: `Put a good copy in its place (asimov backup --restore FILE). All of them: sqlite3 ${file} "PRAGMA foreign_key_check"`,
      });
    }
    waiting(() => database.exec("COMMIT"), options);
  } finally {
    // What was not committed is taken back.
    database.close();
  }
}
