import type { Analysis } from "../../analysis/index.ts";
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
    listed.push({ address: analysis.address, attempt: attempt.number, ...file, state });
  }
  return listed;
}

function none({ address, status }: Analysis, wanted: number | undefined): AsimovError {
  return wanted === undefined
    ? new AsimovError("NO_ASSETS", { message: `it is ${status}: no attempt of it has finished, and assets are recorded then`, at: address })
    : new AsimovError("ATTEMPT_UNKNOWN", { message: `it has no attempt ${wanted}`, at: address, remedy: "asimov log tells which it has." });
}
