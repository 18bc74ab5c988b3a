import { statSync } from "node:fs";
import { resolve } from "node:path";

import type { Ledger, Transaction } from "../ledger/index.ts";
import type { AssetValue, Assets } from "../pipeline/index.ts";
import { AsimovError, sha256File, systemCode, throwAll } from "../system/index.ts";

/** One file of an asset. */
export interface AssetFile {
  readonly name: string;
  /** Which file of the asset: empty, `[0]` in a list, `H1` per detector, `H1[0]` in a list per detector. */
  readonly key: string;
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** The files behind `assets`, each looked at and hashed. Throws `ASSET_MISSING` or `ASSET_EMPTY`, all problems together. */
export async function inspectAssets(assets: Assets, runDirectory: string, address: string): Promise<readonly AssetFile[]> {
  const named = Object.entries(assets).flatMap(([name, value]) =>
    flatten(value).map(({ key, path }) => ({ name, key, path: resolve(runDirectory, path) })),
  );
  const problems: AsimovError[] = [];
  const files: AssetFile[] = [];
  for (const file of named) {
    const size = sizeOf(file.path);
    if (size === undefined)
      problems.push(new AsimovError("ASSET_MISSING", { message: `asset "${file.name}": there is no file ${file.path}`, at: address }));
    else if (size === 0) problems.push(new AsimovError("ASSET_EMPTY", { message: `asset "${file.name}": ${file.path} is empty`, at: address }));
    else files.push({ ...file, size, sha256: await sha256File(file.path) });
  }
  throwAll(problems);
  return files;
}

/** Records the files as the assets of an attempt. */
export function recordAssets(transaction: Transaction, attemptId: number, files: readonly AssetFile[]): void {
  for (const { name, key, path, size, sha256 } of files) transaction.insert("assets", { attempt_id: attemptId, name, key, path, size, sha256 });
}

/** The recorded assets of an attempt, in the form in which its pipeline gave them, with absolute paths. */
export function recordedAssets(ledger: Ledger, attemptId: number): Assets {
  const assets = new Map<string, string | readonly string[] | Readonly<Record<string, string | readonly string[]>>>();
  for (const { name, key, path } of assetFiles(ledger, attemptId)) {
    const [, detector = "", index] = /^(.*?)(\[\d+\])?$/.exec(key) ?? [];
    const known = assets.get(name);
    if (detector === "") {
      assets.set(name, joined(known as string | readonly string[] | undefined, path, index !== undefined));
    } else {
      const map = (known ?? {}) as Readonly<Record<string, string | readonly string[]>>;
      assets.set(name, { ...map, [detector]: joined(map[detector], path, index !== undefined) });
    }
  }
  return Object.fromEntries(assets);
}

function joined(known: string | readonly string[] | undefined, path: string, isList: boolean): string | readonly string[] {
  if (!isList) return path;
  return typeof known === "object" ? [...known, path] : [path];
}

/** The recorded asset files of an attempt. */
export function assetFiles(ledger: Ledger, attemptId: number): readonly AssetFile[] {
  return ledger.all("SELECT * FROM assets WHERE attempt_id = ? ORDER BY id", attemptId).map((row) => ({
    name: String(row["name"]),
    key: String(row["key"]),
    path: String(row["path"]),
    size: Number(row["size"]),
    sha256: String(row["sha256"]),
  }));
}

function flatten(value: AssetValue): readonly { readonly key: string; readonly path: string }[] {
  if (typeof value === "string") return [{ key: "", path: value }];
  if (Array.isArray(value)) return (value as readonly string[]).map((path, index) => ({ key: `[${index}]`, path }));
  return Object.entries(value as Readonly<Record<string, string | readonly string[]>>).flatMap(([detector, paths]) =>
    flatten(paths).map(({ key, path }) => ({ key: detector + key, path })),
  );
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
