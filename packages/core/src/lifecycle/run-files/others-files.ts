import { existsSync } from "node:fs";
import { join, relative } from "node:path";

import { addressOf, isIn, type Analysis, type RunLinks } from "../../analysis/index.ts";
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
export function othersFiles(ledger: Ledger, links: RunLinks, analysisId: number, directory: string, started: string | undefined): OthersFiles {
  const row = ledger.get(
    `SELECT analysis_id, max(build_started) AS started FROM attempts WHERE run_directory IN (SELECT value FROM json_each(?)) AND analysis_id <> ?
     AND build_started IS NOT NULL GROUP BY analysis_id ORDER BY started DESC LIMIT 1`,
    JSON.stringify(links.names(directory)),
    analysisId,
  );
  const isTheirs = row !== undefined && (started === undefined || String(row["started"]) > started);
  return { owner: isTheirs ? addressOf(ledger, Number(row["analysis_id"])) : undefined, inside: inside(ledger, links, analysisId, directory) };
}

/** When the builder of an analysis was last started in a directory. */
export function lastStart(ledger: Ledger, links: RunLinks, analysisId: number, directory: string): string | undefined {
  const started = ledger.get(
    "SELECT max(build_started) AS started FROM attempts WHERE run_directory IN (SELECT value FROM json_each(?)) AND analysis_id = ?",
    JSON.stringify(links.names(directory)),
    analysisId,
  )?.["started"];
  return typeof started === "string" ? started : undefined;
}

/** A run directory of another analysis that is there, and is this one or in it. */
export function othersAt(ledger: Ledger, links: RunLinks, { id }: Analysis, directory: string): OthersDirectory | undefined {
  const rows = ledger.all(
    "SELECT analysis_id, run_directory FROM attempts WHERE run_directory IN (SELECT value FROM json_each(?)) AND analysis_id <> ? LIMIT 1",
    JSON.stringify(links.names(directory)),
    id,
  );
  return [...toThose(ledger, rows), ...inside(ledger, links, id, directory)][0];
}

function inside(ledger: Ledger, links: RunLinks, analysisId: number, directory: string): readonly OthersDirectory[] {
  const led = links.inside(directory);
  const at = "SELECT DISTINCT analysis_id, run_directory FROM attempts WHERE run_directory IN (SELECT value FROM json_each(?)) AND analysis_id <> ?";
  // What follows a slash is before what follows the character after it.
  const below =
    "SELECT analysis_id, run_directory FROM attempts WHERE run_directory > ? AND run_directory < ? AND analysis_id <> ? GROUP BY run_directory";
  const rows = [
    ...ledger.all(at, JSON.stringify(led), analysisId),
    ...[...links.names(directory), ...led].flatMap((name) => ledger.all(below, `${name}/`, `${name}0`, analysisId)),
  ];
  const found = new Map(toThose(ledger, rows).map((one) => [pathIn(links, directory, one.directory), one.address]));
  return [...found].map(([path, address]) => ({ address, directory: path }));
}

// Whoever goes through a directory meets what is in it under that directory's name.
function pathIn(links: RunLinks, directory: string, other: string): string {
  return isIn(other, directory) ? other : join(directory, relative(links.real(directory), links.real(other)));
}

function toThose(ledger: Ledger, rows: ReturnType<Ledger["all"]>): readonly OthersDirectory[] {
  return rows
    .filter((row) => existsSync(String(row["run_directory"])))
    .map((row) => ({ address: addressOf(ledger, Number(row["analysis_id"])), directory: String(row["run_directory"]) }));
}
