import { statSync } from "node:fs";
import { join } from "node:path";

import { findAnalysis, type Analysis } from "../analysis/index.ts";
import type { Assets } from "../pipeline/index.ts";
import type { Project } from "../project/index.ts";
import { AsimovError, systemCode, throwAll, typed } from "../system/index.ts";
import { assetFiles, assetsOf, type AssetFile } from "./assets.ts";
import { attemptsOf, finishedAttempt, type Snapshot, type UsedAnalysis } from "./record/index.ts";

/** The assets of an attempt as others may use them: where a file is gone, and the store has it, the one in the store. */
export function offeredAssets(project: Project, attemptId: number): Assets {
  return assetsOf(assetFiles(project.ledger, attemptId).map((file) => ({ ...file, path: placeOf(project, attemptId, file) })));
}

/**
 * Makes sure that what an analysis is to use is still there, with the size that was recorded. Throws `ASSET_GONE` and `ASSET_CHANGED`, which name the
 * analysis that made it, all problems together.
 */
export function refuseLostAssets(project: Project, { address }: Analysis, { needs, analyses = [] }: Pick<Snapshot, "needs" | "analyses">): void {
  const used = new Map([...needs, ...analyses].map((one) => [one.address, one]));
  throwAll([...used.values()].flatMap((one) => lostOf(project, address, one)));
}

function lostOf(project: Project, user: string, used: UsedAnalysis): readonly AsimovError[] {
  const { ledger } = project;
  const provider = findAnalysis(ledger, used.address);
  const attempt = attemptsOf(ledger, provider).find(({ number }) => number === used.attempt);
  if (!attempt) return [];
  const newest = finishedAttempt(ledger, provider)?.number ?? attempt.number;
  const remedy =
    newest > attempt.number
      ? `${used.address} has run again since: asimov analysis restart ${typed(user)} --refresh takes what it made then.`
      : `Put the file back, or make it again: asimov analysis restart ${typed(used.address)}`;
  return assetFiles(ledger, attempt.id).flatMap((file) => {
    const size = sizeOf(placeOf(project, attempt.id, file));
    if (size === file.size) return [];
    const what = `asset "${file.name}"${file.key === "" ? "" : ` (${file.key})`} of ${used.address}`;
    const [code, message] =
      size === undefined
        ? (["ASSET_GONE", `${what}: ${file.path} is not there any more`] as const)
        : (["ASSET_CHANGED", `${what}: ${file.path} has ${size} bytes; it had ${file.size} when ${used.address} finished`] as const);
    return [new AsimovError(code, { message, at: user, remedy })];
  });
}

function placeOf({ ledger, directory, config }: Project, attemptId: number, { name, path, size, sha256 }: AssetFile): string {
  if (sizeOf(path) !== undefined) return path;
  const stored = ledger.get("SELECT path FROM stored WHERE attempt_id = ? AND asset = ? AND sha256 = ?", attemptId, name, sha256);
  const place = stored && join(directory, config.directories.results, String(stored["path"]));
  return place !== undefined && sizeOf(place) === size ? place : path;
}

/** The size of a file; undefined when there is none. */
function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
