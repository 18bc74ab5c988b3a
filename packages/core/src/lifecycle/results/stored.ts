import { join } from "node:path";

import { addressOf, type Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { Project } from "../../project/index.ts";

/** A file in the store, as the ledger knows it. */
export interface StoredResult {
  readonly address: string;
  readonly analysisId: number;
  readonly attemptId: number;
  readonly attempt: number;
  readonly asset: string;
  /** Relative to the store's directory. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly time: string;
}

/** The files in the store, all of them or those of these analyses, in the order of the analyses and their attempts. */
export function storedResults(ledger: Ledger, analyses?: readonly Analysis[]): readonly StoredResult[] {
  const rows = ledger.all(
    `SELECT s.attempt_id, s.asset, s.path, s.size, s.sha256, s.time, t.number, t.analysis_id FROM stored s JOIN attempts t ON t.id = s.attempt_id
     WHERE ?1 IS NULL OR t.analysis_id IN (SELECT value FROM json_each(?1)) ORDER BY t.analysis_id, t.number, s.id`,
    analyses === undefined ? null : JSON.stringify(analyses.map(({ id }) => id)),
  );
  const addresses = new Map<number, string>();
  return rows.map((row) => {
    const analysisId = Number(row["analysis_id"]);
    const address = addresses.get(analysisId) ?? addressOf(ledger, analysisId);
    addresses.set(analysisId, address);
    return {
      address,
      analysisId,
      attemptId: Number(row["attempt_id"]),
      attempt: Number(row["number"]),
      asset: String(row["asset"]),
      path: String(row["path"]),
      size: Number(row["size"]),
      sha256: String(row["sha256"]),
      time: String(row["time"]),
    };
  });
}

/** The directory of the store. */
export function storeOf({ directory, config }: Pick<Project, "directory" | "config">): string {
  return join(directory, config.directories.results);
}
