import { existsSync } from "node:fs";

import { addressOf, type Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";

/** A run directory that is there, of another analysis. */
export interface OthersDirectory {
  readonly address: string;
  readonly directory: string;
}

/** What of others is in a run directory. */
export interface OthersFiles {
  /** Address of the analysis whose builder was the last to start in this very directory; undefined where that is the one that asks. */
  readonly owner: string | undefined;
  /** Run directories of others further inside. */
  readonly inside: readonly OthersDirectory[];
}

/** What in `directory` belongs to attempts of others than `analysisId`, whose own builder started there at `started`. */
export function othersFiles(ledger: Ledger, analysisId: number, directory: string, started: string | undefined): OthersFiles {
  const row = ledger.get(
    `SELECT analysis_id, max(build_started) AS started FROM attempts WHERE run_directory = ? AND analysis_id <> ? AND build_started IS NOT NULL
     GROUP BY analysis_id ORDER BY started DESC LIMIT 1`,
    directory,
    analysisId,
  );
  const isTheirs = row !== undefined && (started === undefined || String(row["started"]) > started);
  return { owner: isTheirs ? addressOf(ledger, Number(row["analysis_id"])) : undefined, inside: inside(ledger, analysisId, directory) };
}

/** When the builder of an analysis was last started in a directory. */
export function lastStart(ledger: Ledger, analysisId: number, directory: string): string | undefined {
  const started = ledger.get(
    "SELECT max(build_started) AS started FROM attempts WHERE run_directory = ? AND analysis_id = ?",
    directory,
    analysisId,
  )?.["started"];
  return typeof started === "string" ? started : undefined;
}

/** A run directory of another analysis that is there, and is this one or in it. */
export function othersAt(ledger: Ledger, { id }: Analysis, directory: string): OthersDirectory | undefined {
  const rows = ledger.all("SELECT analysis_id, run_directory FROM attempts WHERE run_directory = ? AND analysis_id <> ? LIMIT 1", directory, id);
  return [...toThose(ledger, rows), ...inside(ledger, id, directory)][0];
}

function inside(ledger: Ledger, analysisId: number, directory: string): readonly OthersDirectory[] {
  // What follows a slash is before what follows the character after it.
  const rows = ledger.all(
    "SELECT analysis_id, run_directory FROM attempts WHERE run_directory > ? AND run_directory < ? AND analysis_id <> ? GROUP BY run_directory",
    `${directory}/`,
    `${directory}0`,
    analysisId,
  );
  return toThose(ledger, rows);
}

function toThose(ledger: Ledger, rows: ReturnType<Ledger["all"]>): readonly OthersDirectory[] {
  return rows
    .filter((row) => existsSync(String(row["run_directory"])))
    .map((row) => ({ address: addressOf(ledger, Number(row["analysis_id"])), directory: String(row["run_directory"]) }));
}
