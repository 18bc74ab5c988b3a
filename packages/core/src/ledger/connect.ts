import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { AsimovError, systemCode } from "../system/index.ts";
import { migrate, migratedCopy } from "./migrate/index.ts";
import { refuseOtherHost } from "./wal/index.ts";
import { schemaVersion } from "./schema.ts";
import { ledgerTrouble, unreadable } from "./trouble.ts";
import { waiting, type Patience } from "./wait.ts";

/** What is told, and to whom, while a ledger is opened. */
export interface ConnectOptions extends Patience {
  /** Told of what is done to the ledger without having been asked for; a warning of the process when not given. */
  readonly onNotice?: ((message: string) => void) | undefined;
  /** Whether a change waits until the disk has it; true when not given. False is for simulations alone: a power cut would lose or break the ledger. */
  readonly durable?: boolean | undefined;
  /** For dry runs: a ledger with an older schema stays as it is, and a copy that was migrated is read. */
  readonly onlyReads?: boolean | undefined;
}

/**
 * A connection to the ledger in `file`, brought to the schema of this version where it has an older one; who may not write, or
 * only reads, gets a copy that was. Throws `LEDGER_NOT_FOUND`, `LEDGER_UNREADABLE`, `LEDGER_NEWER`, `LEDGER_WAL_OTHER_HOST` or what writing can.
 */
export function connect(file: string, options: ConnectOptions): DatabaseSync {
  if (!existsSync(file)) throw new AsimovError("LEDGER_NOT_FOUND", { message: "the project has no ledger", at: { file } });
  refuseOtherHost(file);
  let database = open(file);
  try {
    if (waiting(() => readVersion(database, file), options) < schemaVersion) {
      database.close();
      database = isWritable(file) && !options.onlyReads ? migrated(file, options) : migratedCopy(file, options);
    }
    // EXTRA also syncs the directory after the journal's end: an acknowledged change survives a power cut.
    waiting(() => database.exec(`PRAGMA synchronous = ${options.durable === false ? "OFF" : "EXTRA"}`), options);
    return database;
  } catch (error) {
    if (database.isOpen) database.close();
    throw ledgerTrouble(error, file);
  }
}

/** Throws `LEDGER_NEWER` when another process has brought the ledger to a schema that this version does not know. */
export function refuseNewer(version: number, file: string): void {
  if (version <= schemaVersion) return;
  throw new AsimovError("LEDGER_NEWER", {
    message: `the ledger was written by a newer asimov (schema ${version}, this one knows ${schemaVersion})`,
    at: { file },
    remedy: "Update asimov: npm install @asimov-gw/cli@latest",
  });
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true });
  } catch (cause) {
    throw unreadable(file, "the ledger can't be opened", cause);
  }
}

function migrated(file: string, { onNotice = warn, ...options }: ConnectOptions): DatabaseSync {
  migrate(file, { ...options, onNotice });
  return open(file);
}

function warn(message: string): void {
  process.emitWarning(message, "AsimovNotice");
}

function readVersion(database: DatabaseSync, file: string): number {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  // 0 is the version of a database that is empty, or not ours.
  if (version === 0) throw unreadable(file, "the database holds no ledger");
  refuseNewer(version, file);
  return version;
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
    return true;
  } catch (error) {
    if (systemCode(error) === "EACCES" || systemCode(error) === "EROFS" || systemCode(error) === "EPERM") return false;
    throw error;
  }
}
