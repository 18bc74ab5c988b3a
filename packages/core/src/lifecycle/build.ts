import {
  candidatesFor,
  combinedAnalyses,
  neededAnalyses,
  resolveAnalysis,
  resolveSubject,
  subjectByName,
  type Analysis,
  type ProjectAnalysis,
} from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { defaultsOf, entriesOf } from "../plugins/index.ts";
import { checkPriors, type PipelineDefaults, type Settings } from "../settings/index.ts";
import { readIfExists, sha256, throwAll, timestamp, writeAtomic } from "../system/index.ts";
import { textToBuild, type EditedConfig } from "./edited-config.ts";
import { nextNumber } from "./former-attempts.ts";
import { fetchFiles, withFiles, type SourcedFile } from "./files/index.ts";
import { callHook } from "./hooks.ts";
import { refuseMissingInputs } from "./inputs.ts";
import { refuseLostAssets } from "./offered-assets.ts";
import { refuseOthersDirectory } from "./run-files/index.ts";
import { runPlaceOf } from "./paths.ts";
import { checkPostprocessors } from "./postprocess.ts";
import { configuredPostprocessors, postprocessorMissing } from "./postprocessing/index.ts";
import { configFileOf } from "./repository/index.ts";
import type { Session } from "./session.ts";
import { setStatus } from "./status.ts";
import { finishedAttempt, latestAttempt, providedTo, type Snapshot, type UsedAnalysis } from "./record/index.ts";

/** Whether the newest attempt of an analysis is built and waits for its submission. */
export function isBuilt(ledger: Ledger, analysis: Analysis): boolean {
  const attempt = latestAttempt(ledger, analysis);
  return attempt !== undefined && attempt.ended === undefined && attempt.configCommit !== undefined;
}

/** An attempt whose config file is written, but not committed yet. */
export interface Prepared {
  readonly analysis: Analysis;
  readonly attempt: number;
  readonly number: number;
  readonly configFile: string;
}

/** Snapshots the settings of a ready analysis and writes its config file: a new attempt. `open` makes sure that the repository is there. */
export async function prepare(session: Session, analysis: Analysis, edited: EditedConfig, open: () => Promise<void>): Promise<Prepared> {
  const draft = await draftAttempt(session, analysis);
  await refuseUnbuildable(session, analysis, draft);
  await fetchFiles(session, analysis, draft.files);
  const rendered = await callHook(session, analysis, draft, "build");
  await open();
  const text = textToBuild(session, analysis, draft.configFile, rendered.text, edited);
  // The attempt is written down before its file: after a crash the file is known to be ours.
  const attempt = recordAttempt(session.project.ledger, analysis, draft, sha256(text));
  if (readIfExists(draft.configFile) !== text) writeAtomic(draft.configFile, text);
  return { analysis, attempt, number: draft.number, configFile: draft.configFile };
}

/**
 * Refuses to build what lacks its inputs, or a directory of its own, or what a post-processor could not work on later. Errors as
 * {@link refuseOthersDirectory}, {@link refuseMissingInputs}, {@link refuseLostAssets} and {@link checkPostprocessors}.
 */
export async function refuseUnbuildable(session: Session, analysis: Analysis, draft: Draft): Promise<void> {
  refuseOthersDirectory(session, analysis, draft.runDirectory);
  await refuseMissingInputs(session, analysis, draft);
  refuseLostAssets(session.project, analysis, draft.snapshot);
  await checkPostprocessors(session, analysis, draft);
}

/** Records that `commit` holds the config file of an attempt: the analysis is built. */
export function settle(ledger: Ledger, { analysis, attempt, configFile }: Prepared, commit: string): void {
  ledger.change((transaction) => transaction.update("attempts", attempt, { config_commit: commit }));
  setStatus(ledger, analysis, { status: "ready", reason: `built: ${configFile}` });
}

/** What is known of an attempt before it is made. */
export interface Draft {
  readonly number: number;
  readonly snapshot: Snapshot;
  readonly configFile: string;
  readonly runDirectory: string;
  /** Names of the assets without which its pipeline can do nothing. */
  readonly requiredInputs: readonly string[];
  /** Files that a build fetches, if they are not there. */
  readonly files: readonly SourcedFile[];
}

/** The attempt that a build of the analysis would make now, or take up again; nothing is written. */
export async function draftAttempt(session: Session, analysis: Analysis): Promise<Draft> {
  const plugin = session.pipelineOf(analysis).entry.package;
  const { ledger } = session.project;
  const latest = latestAttempt(ledger, analysis);
  const candidates = candidatesFor(ledger, analysis);
  const needed = neededAnalyses(analysis, candidates);
  const provided = providedTo(ledger, analysis, needed, candidates);
  const defaults = defaultsOf(session.discovery, analysis.pipeline);
  const resolved = resolveAnalysis(ledger, analysis, provided, defaults);
  throwAll(checkPriors(resolved));
  const { settings, lineage, files } = withFiles(resolved, analysis, session.project.directory);
  refuseMissingPostprocessors(session, analysis, settings);
  const draft = {
    files,
    number: latest && latest.ended === undefined ? latest.number : nextNumber(ledger, analysis),
    runDirectory: runPlaceOf(session.project, analysis).directory,
    configFile: "",
    snapshot: {
      settings,
      lineage: Object.fromEntries(lineage),
      needs: used(ledger, needed),
      providers: provided.map(({ by, attempt }) => ({ address: by, attempt })),
      ...(analysis.kind !== "event" && { analyses: used(ledger, combinedAnalyses(analysis, candidates)) }),
      ...(analysis.kind === "project" && { subjects: subjectsOf(ledger, analysis, defaults) }),
      plugin: { name: plugin.name, version: plugin.version },
      finalAssets: [] as readonly string[],
    },
  };
  const described = await callHook(session, analysis, draft, "describe");
  const { configExtension, finalAssets, submitsItself, requiredInputs } = described;
  const snapshot = { ...draft.snapshot, finalAssets, ...(submitsItself && { submitsItself }) };
  return { ...draft, configFile: configFileOf(session, analysis, configExtension), snapshot, requiredInputs };
}

/** The attempts whose products a build now would take from these analyses. */
export function used(ledger: Ledger, analyses: readonly Analysis[]): readonly UsedAnalysis[] {
  return analyses.flatMap((analysis) => {
    const attempt = finishedAttempt(ledger, analysis);
    return attempt ? [{ address: analysis.address, attempt: attempt.number }] : [];
  });
}

function subjectsOf(ledger: Ledger, { subjects, pipeline }: ProjectAnalysis, defaults: PipelineDefaults | undefined): Snapshot["subjects"] {
  return subjects.map((name) => {
    const subject = subjectByName(ledger, name)!;
    return { name, revision: subject.revision, settings: resolveSubject(ledger, subject, pipeline, defaults).settings };
  });
}

function refuseMissingPostprocessors(session: Session, analysis: Analysis, settings: Settings): void {
  const installed = entriesOf(session.discovery, "postprocessors");
  const missing = configuredPostprocessors(settings).filter(({ name }) => !installed.has(name));
  throwAll(missing.map(({ name }) => postprocessorMissing(analysis, name)));
}

function recordAttempt(ledger: Ledger, analysis: Analysis, draft: Draft, configSha256: string): number {
  return ledger.change((transaction) => {
    const values = {
      snapshot: JSON.stringify(draft.snapshot),
      config_file: draft.configFile,
      config_sha256: configSha256,
      run_directory: draft.runDirectory,
    };
    const latest = latestAttempt(ledger, analysis);
    if (latest && latest.number === draft.number) {
      transaction.update("attempts", latest.id, values);
      return latest.id;
    }
    return transaction.insert("attempts", { analysis_id: analysis.id, number: draft.number, started: timestamp(ledger.clock), ...values });
  });
}
