import { join } from "node:path";

import type { Analysis } from "../../analysis/index.ts";
import type { Project } from "../../project/index.ts";
import { AsimovError, throwAll, typed } from "../../system/index.ts";
import { listAssets, type ListedAsset } from "./assets.ts";
import { fileState, isSound } from "./asset-state.ts";
import { storedResults, storeOf } from "./stored.ts";

/**
 * The recorded assets of an analysis that `wanted` names, at a path where each can be read as it was recorded: in the store, where its files never
 * change, else where it was made. Throws as {@link listAssets}, `ASSET_UNKNOWN` when none has such a name, `ASSET_GONE` and `ASSET_CHANGED`.
 */
export async function readableAssets(
  project: Project,
  analysis: Analysis,
  wanted: (name: string) => boolean,
  options: { readonly attempt?: number | undefined } = {},
): Promise<readonly ListedAsset[]> {
  const listed = await listAssets(project.ledger, analysis, options);
  const files = listed.filter(({ name }) => wanted(name));
  if (files.length === 0) throw unknown(analysis, listed);
  const problems: AsimovError[] = [];
  const readable: ListedAsset[] = [];
  for (const file of files) {
    const path = (await inStore(project, analysis, file)) ?? (isSound(file.state) ? file.path : undefined);
    if (path === undefined) problems.push(lost(analysis, file));
    else readable.push({ ...file, path });
  }
  throwAll(problems);
  return readable;
}

async function inStore(project: Project, analysis: Analysis, { attempt, name, sha256 }: ListedAsset): Promise<string | undefined> {
  const stored = storedResults(project.ledger, [analysis]).find((one) => one.attempt === attempt && one.asset === name && one.sha256 === sha256);
  if (!stored) return undefined;
  const path = join(storeOf(project), stored.path);
  return isSound(await fileState({ ...stored, path }, false)) ? path : undefined;
}

function unknown({ address }: Analysis, listed: readonly ListedAsset[]): AsimovError {
  const names = [...new Set(listed.map(({ name }) => name))];
  return new AsimovError("ASSET_UNKNOWN", {
    message: `it has no such asset; it has ${names.length === 0 ? "none" : names.join(", ")}`,
    at: address,
    remedy: `asimov assets ${typed(address)} lists them.`,
  });
}

function lost({ address }: Analysis, { name, key, path, state }: ListedAsset): AsimovError {
  return new AsimovError(state === "changed" ? "ASSET_CHANGED" : "ASSET_GONE", {
    message: `asset "${name}"${key === "" ? "" : ` (${key})`} is ${state}, and the store has no copy: ${path}`,
    at: address,
    remedy: `Put the file back, or make it again: asimov analysis restart ${typed(address)}`,
  });
}
