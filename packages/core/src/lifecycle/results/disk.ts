import { dirname, join } from "node:path";

import { type Analysis, folderOf } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { Project } from "../../project/index.ts";
import { sizeOf, walkFiles, type Found } from "../../system/index.ts";
import { trashOf } from "../paths.ts";
import { placesIn, realPlace } from "../run-files/index.ts";
import { storedResults } from "./stored.ts";

/** Bytes of what belongs to one analysis. */
export interface AnalysisUse {
  readonly address: string;
  /** Recorded products, where their programs wrote them. */
  readonly results: number;
  /** What else is in its run directory. */
  readonly intermediate: number;
  /** Output of jobs and commands. */
  readonly logs: number;
  /** As the ledger knows it. */
  readonly store: number;
}

/** Bytes of what belongs to no analysis. */
export interface SharedUse {
  readonly checkouts: number;
  readonly trash: number;
  /** The ledger with its backups, and what else asimov keeps. */
  readonly asimov: number;
}

/** What takes room on the disk. */
export interface DiskUse {
  readonly analyses: readonly AnalysisUse[];
  readonly shared: SharedUse;
  /** Directories that could not be read: what is in them is not counted. */
  readonly refused: readonly string[];
}

/** Told of every file that is counted. */
export type OnFile = (found: Found) => void;

/** What these analyses, and the project besides, take on the disk. Links are not followed, a file with several names counts once in a directory. */
export function diskUse(project: Project, analyses: readonly Analysis[], onFile: OnFile = () => undefined): DiskUse {
  const { directory, config, ledger } = project;
  const refused: string[] = [];
  const runDirectories = new Set(ledger.all("SELECT DISTINCT run_directory AS path FROM attempts").map(({ path }) => String(path)));
  const all = function* (root: string, left: (path: string) => boolean = () => false): Generator<Found> {
    for (const found of walkFiles(
      root,
      (path) => refused.push(path),
      (path) => !left(path),
    )) {
      onFile(found);
      yield found;
    }
  };
  const size = (root: string, left?: (path: string) => boolean): number => sum(all(root, left));
  const stored = Map.groupBy(storedResults(ledger), ({ analysisId }) => analysisId);
  const use = analyses.map((analysis): AnalysisUse => {
    const recorded = recordedPaths(ledger, analysis);
    const counts = { results: 0, intermediate: 0, logs: size(join(directory, config.directories.logs, folderOf(analysis), analysis.slug)) };
    for (const root of directoriesOf(ledger, analysis)) {
      // One of another analysis, inside of this one, is the other's.
      for (const { path, size: bytes } of all(root, (path) => path !== root && runDirectories.has(path)))
        if (!recorded.has(path)) counts[isLog(path) ? "logs" : "intermediate"] += bytes;
    }
    for (const path of recorded) counts.results += sizeOf(path).bytes;
    return { address: analysis.address, ...counts, store: sum(stored.get(analysis.id) ?? []) };
  });
  const asimov = join(directory, ".asimov");
  const trash = trashOf(project);
  const elsewhere = placesIn(trash)
    .map((name) => realPlace(join(trash, name)))
    .filter((place) => dirname(place) !== trash);
  const shared = {
    checkouts: size(join(directory, config.directories.checkouts)),
    trash: [trash, ...elsewhere].reduce((bytes, place) => bytes + size(place), 0),
    asimov: size(asimov, (path) => path === trash),
  };
  return { analyses: use, shared, refused };
}

/** The run directories of the attempts of an analysis, each once. */
export function directoriesOf(ledger: Ledger, { id }: Analysis): readonly string[] {
  return ledger.all("SELECT DISTINCT run_directory AS path FROM attempts WHERE analysis_id = ?", id).map(({ path }) => String(path));
}

function recordedPaths(ledger: Ledger, { id }: Analysis): ReadonlySet<string> {
  const rows = ledger.all("SELECT DISTINCT s.path FROM assets s JOIN attempts t ON t.id = s.attempt_id WHERE t.analysis_id = ?", id);
  return new Set(rows.map(({ path }) => String(path)));
}

// As pipelines that say nothing of their logs have them.
function isLog(path: string): boolean {
  return /\.(?:out|err|log)$/.test(path);
}

function sum(files: Iterable<{ readonly size: number }>): number {
  let bytes = 0;
  for (const { size } of files) bytes += size;
  return bytes;
}
