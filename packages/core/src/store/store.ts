import { chmodSync, createReadStream, createWriteStream, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { pipeline } from "node:stream/promises";

import { AsimovError, sha256File, systemCode } from "../system/index.ts";

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
 * what is in the store never changes. A crash leaves no half file under the path.
 */
export async function storeFile(storeDirectory: string, path: string, source: string): Promise<StoredFile> {
  const target = join(storeDirectory, path);
  const { size } = statSync(source);
  const sha256 = await sha256File(source);
  const there = await checksumIfThere(target);
  if (there !== undefined) {
    if (there === sha256) return { path, size, sha256 };
    throw new AsimovError("STORE_CONFLICT", { message: `the store has other content under ${path}`, at: { file: source } });
  }
  mkdirSync(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}`);
  rmSync(temporary, { force: true });
  await pipeline(createReadStream(source), createWriteStream(temporary, { flags: "wx", flush: true }));
  if ((await sha256File(temporary)) !== sha256) {
    rmSync(temporary, { force: true });
    throw new AsimovError("STORE_SOURCE_CHANGED", { message: "the file changed while it was copied into the store", at: { file: source } });
  }
  chmodSync(temporary, 0o444);
  renameSync(temporary, target);
  return { path, size, sha256 };
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

async function checksumIfThere(file: string): Promise<string | undefined> {
  try {
    return await sha256File(file);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
