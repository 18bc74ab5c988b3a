import { existsSync, readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";

import type { Project } from "../../project/index.ts";
import { manifestName } from "../../store/index.ts";
import { fileState, isSound, type FileState } from "./asset-state.ts";
import { wrongManifests } from "./manifest.ts";
import { storedResults, storeOf, type StoredResult } from "./stored.ts";

/** How far a verification is: files looked at and all files, bytes read and all bytes. */
export interface VerifyProgress {
  readonly files: number;
  readonly allFiles: number;
  readonly bytes: number;
  readonly allBytes: number;
}

/** What a verification of the store found. */
export interface Verification {
  readonly files: number;
  /** Bytes. */
  readonly bytes: number;
  /** Files that are not what the ledger says. */
  readonly wrong: readonly (StoredResult & { readonly state: FileState })[];
  /** Manifests that do not say what the ledger says. */
  readonly manifests: readonly string[];
}

/** Reads each of these files of the store again and compares it with what the ledger says of it. */
export async function verifyStored(
  project: Project,
  results: readonly StoredResult[],
  onProgress: (progress: VerifyProgress) => void = () => undefined,
): Promise<Verification> {
  const allBytes = results.reduce((sum, { size }) => sum + size, 0);
  const wrong: (StoredResult & { state: FileState })[] = [];
  let bytes = 0;
  for (const [index, result] of results.entries()) {
    onProgress({ files: index, allFiles: results.length, bytes, allBytes });
    const state = await fileState({ ...result, path: join(storeOf(project), result.path) }, true);
    if (!isSound(state)) wrong.push({ ...result, state });
    bytes += result.size;
  }
  return { files: results.length, bytes, wrong, manifests: wrongManifests(project, results).map(({ path }) => path) };
}

/** Files in the store that the ledger does not know: of deleted analyses, or put there by somebody. Links are not followed. */
export function unknownInStore(project: Project): readonly string[] {
  const store = storeOf(project);
  if (!existsSync(store)) return [];
  const known = new Set(storedResults(project.ledger).map(({ path }) => path));
  const files = readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = files.map((entry) => relative(store, join(entry.parentPath, entry.name)));
  return paths.filter((path) => !known.has(path) && basename(path) !== manifestName).toSorted();
}
