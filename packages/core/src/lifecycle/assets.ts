import { accessSync, constants, statSync, type Stats } from "node:fs";
import { resolve } from "node:path";

import type { Ledger, Transaction } from "../ledger/index.ts";
import type { AssetValue, Assets } from "../pipeline/index.ts";
import { AsimovError, isRecord, sha256File, systemCode, throwAll, typed } from "../system/index.ts";

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

/**
 * The files behind the assets that a pipeline returned, each looked at and hashed; those named in `required` must be among them. They may lie
 * outside of the run directory: programs write where they are told to. Throws `ASSETS_INVALID`, or `ASSET_MISSING`, `ASSET_EMPTY`,
 * `ASSET_UNREADABLE` and `ASSET_NOT_A_FILE`, all problems together.
 */
export async function inspectAssets(
  returned: unknown,
  runDirectory: string,
  address: string,
  required: readonly string[],
): Promise<readonly AssetFile[]> {
  const named = Object.entries(checked(returned, address)).flatMap(([name, value]) =>
    flatten(value).map(({ key, path }) => ({ name, key, path: resolve(runDirectory, path) })),
  );
  const problems: AsimovError[] = [];
  const files: AssetFile[] = [];
  const report = (code: string, name: string, what: string): void => {
    problems.push(new AsimovError(code, { message: `asset "${name}": ${what}`, at: address }));
  };
  for (const name of required.filter((wanted) => !named.some((file) => file.name === wanted)))
    report("ASSET_MISSING", name, "it is a result of the pipeline, but collectAssets named no file for it");
  for (const file of named) {
    const stats = statsOf(file.path);
    if (typeof stats === "string") report("ASSET_UNREADABLE", file.name, `${file.path} can't be read: ${stats}`);
    else if (!stats) report("ASSET_MISSING", file.name, `there is no file ${file.path}`);
    else if (!stats.isFile()) report("ASSET_NOT_A_FILE", file.name, `${file.path} is not a file`);
    else if (stats.size === 0) report("ASSET_EMPTY", file.name, `${file.path} is empty`);
    else if (!isReadable(file.path)) report("ASSET_UNREADABLE", file.name, `${file.path} can't be read`);
    else files.push({ ...file, size: stats.size, sha256: await sha256File(file.path) });
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
  return assetsOf(assetFiles(ledger, attemptId));
}

/** Files as the assets that they are of, in the form in which a pipeline gives them. */
export function assetsOf(files: readonly Pick<AssetFile, "name" | "key" | "path">[]): Assets {
  const assets = new Map<string, string | readonly string[] | Readonly<Record<string, string | readonly string[]>>>();
  for (const { name, key, path } of files) {
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

// What another package's code returned is looked at, not trusted.
function checked(returned: unknown, address: string): Assets {
  if (isRecord(returned) && Object.values(returned).every((value) => isPaths(value) || (isRecord(value) && Object.values(value).every(isPaths))))
    return returned as Assets;
  throw new AsimovError("ASSETS_INVALID", {
    message: `collectAssets returned ${JSON.stringify(returned)}, expected paths by name`,
    at: address,
    remedy: `Its author returns { samples: "result.json", psds: { H1: "h1.txt" } }. Then: asimov analysis resurrect ${typed(address)}`,
  });
}

function isPaths(value: unknown): boolean {
  const isPath = (one: unknown): boolean => typeof one === "string" && one !== "" && !one.includes("\0");
  return isPath(value) || (Array.isArray(value) && value.every(isPath));
}

// What is wrong with the path itself stays so; anything else is trouble of the machine.
function statsOf(path: string): Stats | undefined | string {
  try {
    return statSync(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP" || code === "ENAMETOOLONG" || code === "EACCES") return code;
    throw error;
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch (error) {
    if (systemCode(error) === "EACCES") return false;
    throw error;
  }
}
