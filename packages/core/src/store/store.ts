import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { AsimovError, removeAbandoned, sha256File } from "../system/index.ts";
import { copyInto } from "./copy.ts";

/** A file in the store. */
export interface StoredFile {
  /** Relative to the store's directory. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/**
 * Copies `source` into the store as `path`, read-only. The same content again is fine; other content under the same path throws `STORE_CONFLICT`:
 * what is in the store never changes. A crash leaves no half file under the path. Throws `STORE_PATH` for a path that leads out of the store,
 * `STORE_SOURCE` and `STORE_SOURCE_CHANGED`.
 */
export async function storeFile(storeDirectory: string, path: string, source: string): Promise<StoredFile> {
  const target = join(storeDirectory, path);
  if (!target.startsWith(join(storeDirectory, "/"))) {
    throw new AsimovError("STORE_PATH", { message: `"${path}" leads out of the store`, at: { file: source } });
  }
  const sha256 = await checksum(source);
  if (!(await isThere(target, path, sha256, source))) {
    const changed = (): AsimovError =>
      new AsimovError("STORE_SOURCE_CHANGED", {
        message: "the file changed while it was copied into the store",
        at: { file: source },
        remedy: "Store it again when nothing writes to it any more.",
      });
    // Another process may have stored something here in the meantime.
    if (!(await copyInto(source, target, { sha256, mode: 0o444, changed }))) await isThere(target, path, sha256, source);
  }
  removeAbandoned(target);
  return { path, size: statSync(target).size, sha256 };
}

async function isThere(target: string, path: string, sha256: string, source: string): Promise<boolean> {
  if (!existsSync(target)) return false;
  if ((await sha256File(target)) === sha256) return true;
  throw new AsimovError("STORE_CONFLICT", {
    message: `the store has other content under ${path}`,
    at: { file: source },
    remedy: "What is in the store never changes: compare the two, and store this one under another name if both count.",
  });
}

async function checksum(source: string): Promise<string> {
  try {
    return await sha256File(source);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AsimovError("STORE_SOURCE", { message: `the file can't be read: ${reason}`, at: { file: source }, cause });
  }
}
