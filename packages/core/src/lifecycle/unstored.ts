import type { Ledger } from "../ledger/index.ts";
import { assetFiles } from "./assets.ts";
import { postprocessedAssets } from "./postprocess.ts";
import type { Attempt } from "./record/index.ts";

/** Names of the results of an attempt that are not in the store: what its pipeline calls final, and all that post-processors made. */
export function unstoredResults(ledger: Ledger, attempt: Attempt): readonly string[] {
  const stored = storedNames(ledger, attempt);
  const wanted = new Set([...attempt.snapshot.finalAssets, ...postprocessedAssets(ledger, attempt)]);
  return [...wanted].filter((name) => !stored.has(name));
}

/** Names of all recorded products of an attempt, final or not, that are not in the store. */
export function unstoredProducts(ledger: Ledger, attempt: Attempt): readonly string[] {
  const stored = storedNames(ledger, attempt);
  return [...new Set(assetFiles(ledger, attempt.id).map(({ name }) => name))].filter((name) => !stored.has(name));
}

function storedNames(ledger: Ledger, { id }: Attempt): ReadonlySet<string> {
  return new Set(ledger.all("SELECT DISTINCT asset FROM stored WHERE attempt_id = ?", id).map(({ asset }) => String(asset)));
}
