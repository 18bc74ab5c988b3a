import { join } from "node:path";

import { type Analysis, folderOf } from "../analysis/index.ts";
import type { PipelineDoors } from "../pipeline/remote/index.ts";
import { storeFile, storeNames } from "../store/index.ts";
import { AsimovError, throwAll, timestamp, typed } from "../system/index.ts";
import { assetFiles } from "./assets.ts";
import type { Attempt } from "./record/index.ts";
import { fileState, isSound, storedResults, storeOf, writeManifest } from "./results/index.ts";
import type { Session } from "./session.ts";
import { unstoredResults } from "./unstored.ts";

/** The door by which hooks put assets of an attempt into the store. The same again is fine. */
export function storeDoor(session: Session, analysis: Analysis, attempt: Attempt): PipelineDoors["store"] {
  return async (names) => {
    const { ledger } = session.project;
    const files = assetFiles(ledger, attempt.id);
    // Named among all files of the attempt, so that a file has the same name whichever of them are stored together.
    const fileNames = storeNames(files.map(({ path }) => path));
    for (const [index, file] of files.entries()) {
      const path = join(folderOf(analysis), analysis.slug, String(attempt.number), fileNames[index]!);
      if (!names.includes(file.name)) continue;
      const stored = await storeFile(storeOf(session.project), path, file.path);
      if (stored.sha256 !== file.sha256) throw changedSince(analysis, file.path);
      if (ledger.get("SELECT 1 FROM stored WHERE path = ?", path)) continue;
      const row = { attempt_id: attempt.id, asset: file.name, ...stored, time: timestamp(ledger.clock) };
      ledger.change((transaction) => transaction.insert("stored", row));
    }
  };
}

/**
 * Makes sure that all results of an attempt are in the store and are what was recorded, and writes down beside them where they come from; returns how many
 * files they are. Throws `STORE_INCOMPLETE` or `STORE_FILE_CHANGED`.
 */
export async function seal(session: Session, analysis: Analysis, attempt: Attempt): Promise<number> {
  const { project } = session;
  const missing = unstoredResults(project.ledger, attempt);
  if (missing.length > 0) {
    throw new AsimovError("STORE_INCOMPLETE", {
      message: `these results are not in the store: ${missing.join(", ")}`,
      at: analysis.address,
      remedy: "Its author stores every asset that static finalAssets names.",
    });
  }
  const stored = storedResults(project.ledger, [analysis]).filter(({ attemptId }) => attemptId === attempt.id);
  const problems: AsimovError[] = [];
  for (const result of stored) {
    const file = join(storeOf(project), result.path);
    const state = await fileState({ ...result, path: file }, true);
    if (!isSound(state)) problems.push(notSealed(analysis, file, state));
  }
  throwAll(problems);
  if (stored.length > 0) writeManifest(project, analysis.id, attempt.id);
  return stored.length;
}

function notSealed({ address }: Analysis, file: string, state: string): AsimovError {
  return new AsimovError("STORE_FILE_CHANGED", {
    message: `the file in the store is ${state}`,
    at: { file },
    remedy: `Look who changes files in the store, move the file away, then: asimov analysis resurrect ${typed(address)}`,
  });
}

function changedSince(analysis: Analysis, path: string): AsimovError {
  return new AsimovError("STORE_SOURCE_CHANGED", {
    message: `${path} is no longer what it was when the analysis finished`,
    at: analysis.address,
    remedy: `Run it again: asimov analysis restart ${typed(analysis.address)}`,
  });
}
