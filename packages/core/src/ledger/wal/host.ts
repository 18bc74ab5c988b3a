import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import { AsimovError, machineId, thisHost } from "../../system/index.ts";

/** The one host whose processes may open a ledger in WAL mode: they share memory through a file beside it. */
export interface WalHost {
  readonly host: string;
  /** Outlives boots; empty where the host has none. */
  readonly machine: string;
}

/** This host, as it is recorded. */
export function thisWalHost(): WalHost {
  return { host: thisHost(), machine: machineId() };
}

/** Whether the database in `file` is in WAL mode, without opening it as a database. */
export function isWal(file: string): boolean {
  // Bytes 18 and 19 of a database are the versions of its format for writing and reading; 2 is WAL (https://sqlite.org/fileformat2.html).
  const versions = Buffer.alloc(2);
  const handle = openSync(file, "r");
  try {
    return readSync(handle, versions, 0, 2, 18) === 2 && versions[0] === 2 && versions[1] === 2;
  } finally {
    closeSync(handle);
  }
}

/** The host that a ledger in WAL mode belongs to; undefined when none was recorded. */
export function hostOfWal(file: string): WalHost | undefined {
  // Recorded before the mode was changed, it is in the file itself: it is read without the lock and the memory that WAL needs.
  const url = pathToFileURL(resolve(file));
  url.search = "immutable=1";
  const database = new DatabaseSync(url, { readOnly: true });
  try {
    const row = database.prepare("SELECT value FROM project WHERE key = ?").get(walFact);
    return typeof row?.["value"] === "string" ? toWalHost(JSON.parse(row["value"])) : undefined;
  } finally {
    database.close();
  }
}

/** Throws `LEDGER_WAL_OTHER_HOST` when `file` is a ledger in WAL mode that belongs to another host than this. */
export function refuseOtherHost(file: string, here: WalHost = thisWalHost()): void {
  if (!isDatabaseFile(file) || !isWal(file)) return;
  const owner = hostOfWal(file);
  if (owner && owner.host === here.host && owner.machine === here.machine) return;
  const name = owner?.host ?? "a host that is not recorded";
  throw new AsimovError("LEDGER_WAL_OTHER_HOST", {
    message: `the ledger is in WAL mode, in which only processes of ${name} may open it; this is ${here.host}`,
    at: { file },
    remedy: `On ${name}: asimov ledger --no-wal. When that host is gone for good, and nothing of it uses the project: asimov ledger --no-wal --host-is-gone`,
  });
}

/** Key of the project's fact that names the host. */
export const walFact = "wal";

// A directory, or what nobody may read, is told about when it is opened.
function isDatabaseFile(file: string): boolean {
  try {
    isWal(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return false;
    throw error;
  }
}

function toWalHost(value: unknown): WalHost | undefined {
  if (typeof value !== "object" || value === null || !("host" in value) || !("machine" in value)) return undefined;
  return { host: String(value.host), machine: String(value.machine) };
}
