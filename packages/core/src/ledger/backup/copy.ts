import { chmodSync, chownSync, closeSync, fsyncSync, linkSync, mkdtempSync, openSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { syncDirectory, systemCode } from "../../system/index.ts";

/** Copies the ledger in `file`, while others may use it, to `target`, which must not exist: all of one moment, on the disk when it returns. */
export function copyInto(file: string, target: string): void {
  const database = new DatabaseSync(file, { timeout: 10_000, readOnly: true });
  try {
    database.prepare("VACUUM INTO ?").run(target);
  } finally {
    database.close();
  }
  const { mode, gid } = statSync(file);
  chmodSync(target, mode & 0o777);
  if (statSync(target).gid !== gid) tryToChangeGroup(target, gid);
  const handle = openSync(target, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Does `work` with a path for a ledger on the same file system as `target`; what is there afterwards, and all beside it, goes. */
export function withDraft<T>(target: string, work: (draft: string) => T): T {
  const directory = mkdtempSync(join(dirname(target), ".draft-"));
  try {
    return work(join(directory, "ledger.db"));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Puts a file beside `file`, named after it and `suffix`, and numbered where there is one already: `make` writes it under a name that nobody
 * looks for, so that it is there whole or not at all. Returns its path.
 */
export function placeBeside(file: string, suffix: string, make: (unfinished: string) => void): string {
  const wanted = join(dirname(file), `${basename(file)}.${suffix}`);
  const unfinished = `${wanted}.${process.pid}.new`;
  rmSync(unfinished, { force: true });
  try {
    make(unfinished);
    for (let number = 1; ; number++) {
      const target = number === 1 ? wanted : `${wanted}.${number}`;
      if (placed(unfinished, target)) return target;
    }
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** Gives `unfinished` the name `target` as well, and says so; false when something has that name. */
export function placed(unfinished: string, target: string): boolean {
  try {
    // A link, unlike a rename, never replaces what is there.
    linkSync(unfinished, target);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
  syncDirectory(dirname(target));
  return true;
}

// Where the group may write, the copy is the group's too; who is not of it keeps what they copy.
function tryToChangeGroup(target: string, gid: number): void {
  try {
    chownSync(target, -1, gid);
  } catch (error) {
    if (systemCode(error) !== "EPERM") throw error;
  }
}
