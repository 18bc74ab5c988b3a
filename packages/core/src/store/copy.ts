import { chmodSync, createReadStream, createWriteStream, linkSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";

import { makeDirectory, sha256File, syncDirectory, systemCode, unfinishedFor } from "../system/index.ts";

/** What a copy must be. */
export interface CopyOptions {
  readonly sha256: string;
  readonly mode?: number | undefined;
  /** The error where the copy is something else. */
  readonly changed: () => Error;
}

/** Copies a file to `target`, whole or not at all, where nothing is yet: false when something is. Throws `changed()` where the copy has another hash. */
export async function copyInto(source: string, target: string, { sha256, mode, changed }: CopyOptions): Promise<boolean> {
  const directory = dirname(target);
  makeDirectory(directory);
  const temporary = unfinishedFor(target);
  try {
    await pipeline(createReadStream(source), createWriteStream(temporary, { flags: "wx", flush: true }));
    if ((await sha256File(temporary)) !== sha256) throw changed();
    if (mode !== undefined) chmodSync(temporary, mode);
    const isOurs = putInPlace(temporary, target);
    syncDirectory(directory);
    return isOurs;
  } finally {
    rmSync(temporary, { force: true });
  }
}

// Unlike a renaming, a link never replaces what is there; false when something is.
function putInPlace(temporary: string, target: string): boolean {
  try {
    linkSync(temporary, target);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    // Some file systems have no hard links.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(systemCode(error) ?? "")) throw error;
    renameSync(temporary, target);
    return true;
  }
}
