import { chmodSync, createReadStream, createWriteStream, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { pipeline } from "node:stream/promises";

import { AsimovError, removeAbandoned, sha256File, syncDirectory, systemCode, unfinishedFor } from "../system/index.ts";

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
    mkdirSync(dirname(target), { recursive: true });
    const temporary = unfinishedFor(target);
    try {
      await copyWhole(source, temporary, sha256);
      // Another process may have stored something here in the meantime.
      if (!putInPlace(temporary, target)) await isThere(target, path, sha256, source);
    } finally {
      rmSync(temporary, { force: true });
    }
    syncDirectory(dirname(target));
  }
  removeAbandoned(target);
  return { path, size: statSync(target).size, sha256 };
}

async function copyWhole(source: string, temporary: string, sha256: string): Promise<void> {
  await pipeline(createReadStream(source), createWriteStream(temporary, { flags: "wx", flush: true }));
  if ((await sha256File(temporary)) !== sha256) {
    throw new AsimovError("STORE_SOURCE_CHANGED", {
      message: "the file changed while it was copied into the store",
      at: { file: source },
      remedy: "Store it again when nothing writes to it any more.",
    });
  }
  chmodSync(temporary, 0o444);
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

/** File names for the store, one for each path in `paths`: their base names, numbered where two are equal. */
export function storeNames(paths: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const extension = extname(path);
    const stem = basename(path, extension);
    let name = stem + extension;
    for (let number = 2; taken.has(name); number++) name = `${stem}-${number}${extension}`;
    taken.add(name);
    return name;
  });
}
