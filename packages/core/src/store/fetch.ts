import { existsSync } from "node:fs";

import { AsimovError, notWritable, sha256File, systemCode } from "../system/index.ts";
import { copyInto } from "./copy.ts";

/**
 * Copies a file out of the store to `target`, where the copy may be written to; it must have the hash `sha256`. The same content there already is fine.
 * Throws `FETCH_CONFLICT`, `FILE_NOT_WRITABLE`, `STORE_FILE_MISSING` or `STORE_FILE_CHANGED`.
 */
export async function fetchFile(stored: string, target: string, sha256: string): Promise<void> {
  if (await isThere(target, sha256)) return;
  try {
    // Another process may have put something there in the meantime.
    if (!(await copyInto(stored, target, { sha256, changed: () => fileChanged(stored) }))) await isThere(target, sha256);
  } catch (cause) {
    // What the system says about the file in the store has its path.
    const ofTarget = !(cause instanceof Error && "path" in cause && cause.path === stored);
    if (ofTarget) throw notWritable(target, cause) ?? cause;
    if (systemCode(cause) !== "ENOENT") throw cause;
    throw new AsimovError("STORE_FILE_MISSING", {
      message: "the file is not in the store any more",
      at: { file: stored },
      remedy: "Bring it back from a backup of the store; asimov store verify tells all that is missing.",
      cause,
    });
  }
}

async function isThere(target: string, sha256: string): Promise<boolean> {
  if (!existsSync(target)) return false;
  if ((await sha256File(target)) === sha256) return true;
  throw new AsimovError("FETCH_CONFLICT", {
    message: "there is another file already, and it stays as it is",
    at: { file: target },
    remedy: "Move it away, or fetch to another directory.",
  });
}

function fileChanged(file: string): AsimovError {
  return new AsimovError("STORE_FILE_CHANGED", {
    message: "the file in the store is not what was stored: it is not copied",
    at: { file },
    remedy: "Bring it back from a backup of the store; asimov store verify tells all that has changed.",
  });
}
