import { addressOf, ancestors, type Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { AsimovError } from "../../system/index.ts";
import { assetFiles, type AssetFile } from "../assets.ts";
import { attemptsOf, finishedAttempt } from "../record/index.ts";
import { fileState, type FileState } from "./asset-state.ts";

/** A recorded file of an analysis, and how it is now. */
export interface ListedAsset extends AssetFile {
  readonly address: string;
  readonly attempt: number;
  readonly state: FileState;
  /** The analysis whose builder was the last to start where the file lies, if that is another one: it may be a file of its. */
  readonly inRunDirectoryOf?: string;
}

/**
 * The recorded assets of an analysis, of the newest attempt that finished or of the one with this number, and how they are now; with `verify` their
 * content is read. Throws `NO_ASSETS` or `ATTEMPT_UNKNOWN`.
 */
export async function listAssets(
  ledger: Ledger,
  analysis: Analysis,
  options: { readonly attempt?: number | undefined; readonly verify?: boolean | undefined } = {},
): Promise<readonly ListedAsset[]> {
  const attempt =
    options.attempt === undefined ? finishedAttempt(ledger, analysis) : attemptsOf(ledger, analysis).find(({ number }) => number === options.attempt);
  if (!attempt) throw none(analysis, options.attempt);
  const listed: ListedAsset[] = [];
  for (const file of assetFiles(ledger, attempt.id)) {
    const state = await fileState(file, options.verify === true);
    const other = state === "missing" ? undefined : runnerAt(ledger, file.path);
    const others = other === undefined || other === analysis.id ? {} : { inRunDirectoryOf: addressOf(ledger, other) };
    listed.push({ address: analysis.address, attempt: attempt.number, ...file, state, ...others });
  }
  return listed;
}

// The analysis whose run directory a file is in, of those around each other the innermost.
function runnerAt(ledger: Ledger, path: string): number | undefined {
  const row = ledger.get(
    `SELECT analysis_id FROM attempts WHERE run_directory IN (SELECT value FROM json_each(?)) AND build_started IS NOT NULL
     ORDER BY length(run_directory) DESC, build_started DESC LIMIT 1`,
    JSON.stringify(ancestors(path)),
  );
  return row && Number(row["analysis_id"]);
}

function none({ address, status }: Analysis, wanted: number | undefined): AsimovError {
  return wanted === undefined
    ? new AsimovError("NO_ASSETS", { message: `it is ${status}: no attempt of it has finished, and assets are recorded then`, at: address })
    : new AsimovError("ATTEMPT_UNKNOWN", { message: `it has no attempt ${wanted}`, at: address, remedy: "asimov log tells which it has." });
}
