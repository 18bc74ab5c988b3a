import { dirname, join, relative } from "node:path";

import type { Project } from "../../project/index.ts";
import { readIfExists, writeAtomic } from "../../system/index.ts";
import { attemptById } from "../record/index.ts";
import { manifestName } from "../../store/index.ts";
import { storedResults, storeOf, type StoredResult } from "./stored.ts";
import { analysisById } from "../../analysis/index.ts";

/** The file beside stored results that tells where they come from. */
interface Manifest {
  /** Relative to the store's directory. */
  readonly path: string;
  readonly text: string;
}

/**
 * What is written beside the stored results of each attempt among `results`, for people and for programs that have no ledger: the analysis, the
 * attempt, what made it and with which settings, and each file with its size and hash. Made of nothing but the ledger.
 */
function manifestsOf(project: Pick<Project, "directory" | "ledger">, results: readonly StoredResult[]): readonly Manifest[] {
  const byAttempt = Map.groupBy(results, ({ attemptId }) => attemptId);
  return [...byAttempt].map(([attemptId, files]) => ({
    path: join(dirname(files[0]!.path), manifestName),
    text: `${JSON.stringify(contentOf(project, attemptId, files), undefined, 2)}\n`,
  }));
}

/** Writes the manifest of an attempt whose results are in the store. */
export function writeManifest(project: Project, analysisId: number, attemptId: number): void {
  const results = storedResults(project.ledger, [analysisById(project.ledger, analysisId)]).filter((one) => one.attemptId === attemptId);
  for (const manifest of manifestsOf(project, results)) put(project, manifest);
}

/** Writes those manifests that are not there, or that do not say what the ledger says; returns their paths. */
export function mendManifests(project: Project, results: readonly StoredResult[]): readonly string[] {
  const wrong = wrongManifests(project, results);
  for (const manifest of wrong) put(project, manifest);
  return wrong.map(({ path }) => path);
}

/** The manifests that are not there, or that do not say what the ledger says. */
export function wrongManifests(project: Project, results: readonly StoredResult[]): readonly Manifest[] {
  return manifestsOf(project, results).filter(({ path, text }) => readIfExists(join(storeOf(project), path)) !== text);
}

function put(project: Project, { path, text }: Manifest): void {
  writeAtomic(join(storeOf(project), path), text, 0o444);
}

function contentOf({ directory, ledger }: Pick<Project, "directory" | "ledger">, attemptId: number, files: readonly StoredResult[]): object {
  const { number, started, ended, snapshot, configFile, configCommit, configSha256, program } = attemptById(ledger, attemptId);
  const { address, analysisId } = files[0]!;
  return {
    manifest: 1,
    project: ledger.fact("name"),
    analysis: address,
    pipeline: analysisById(ledger, analysisId).pipeline,
    attempt: number,
    started,
    ended,
    plugin: snapshot.plugin,
    program,
    config: { file: relative(directory, configFile), commit: configCommit, sha256: configSha256 },
    needs: snapshot.needs,
    analyses: snapshot.analyses,
    providers: snapshot.providers,
    files: files.map(({ asset, path, size, sha256, time }) => ({ asset, file: path, size, sha256, stored: time })),
    settings: snapshot.settings,
  };
}
