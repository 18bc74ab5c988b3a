import type { Settings } from "../settings/index.ts";

/** Version of the contract between core and plugins that this core speaks. */
export const apiVersion = 1;

/**
 * Named products of an analysis: a path, several, or one entry per detector (`{ H1: ..., L1: ... }`). Paths may be relative to the run directory, and
 * may lead out of it. Each file must be there, readable and not empty.
 */
export type Assets = Readonly<Record<string, AssetValue>>;

/** See {@link Assets}. */
export type AssetValue = string | readonly string[] | Readonly<Record<string, string | readonly string[]>>;

/** Settings that a finished analysis publishes as its product, such as the files of the data that it fetched. */
export interface ProvidedSettings {
  /** As in a blueprint, plain JSON. Paths are absolute: who gets them takes others as from the project directory. */
  readonly settings: Settings;
  /** Who gets them: the analyses that need this one, as when not given, or all analyses of its subject. */
  readonly scope?: "needs" | "subject" | undefined;
}

/** The workflow that a builder wrote. */
export interface BuiltWorkflow {
  /** The DAGMan file. */
  readonly file: string;
  /** The directory that its relative paths refer to: where the builder ran. The file's own directory when not given. */
  readonly directory?: string | undefined;
}

/** What the `buildDag` of a pipeline with `submitsItself` returns. */
export interface SelfSubmission {
  /** The scheduler's name for what the builder submitted. */
  readonly submission: { readonly jobId: string };
  /** The workflow file, where there is one that a rescue can start from; as in {@link BuiltWorkflow}. */
  readonly file?: string | undefined;
  readonly directory?: string | undefined;
}

/** A single job, for post-processing. */
export interface JobRequest {
  /** Distinguishes several jobs of one analysis; part of the submission's token. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly directory?: string | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly cpus?: number | undefined;
  /** MiB. */
  readonly memory?: number | undefined;
}

/** Something that was handed to a scheduler. */
export interface Submission {
  readonly token: string;
  readonly jobId: string;
}

/** How far a running analysis is, as its program tells it. */
export interface Progress {
  /** What it is doing, such as `sampling`. */
  readonly stage?: string | undefined;
  /** Work done and work in all, in any one unit; leave out what is not known. */
  readonly done?: number | undefined;
  readonly total?: number | undefined;
  /** Numbers worth watching, such as `{ dlogz: 3.2, iterations: 1200 }`. */
  readonly measures?: Readonly<Record<string, number>> | undefined;
  readonly message?: string | undefined;
}

/** A log file and its last part. */
export interface LogFile {
  readonly path: string;
  readonly tail: string;
}

/** Another analysis that this one needs, with what it offers. */
export interface NeededAnalysis {
  readonly name: string;
  /** Name of its subject; empty for a project analysis. */
  readonly subject: string;
  readonly pipeline: string;
  readonly runDirectory: string;
  /** Absolute paths. */
  readonly assets: Assets;
}

/** An analysis that a subject or project analysis combines, with what it offers. */
export interface CombinedAnalysis extends NeededAnalysis {
  /** The settings that it was built with. */
  readonly settings: Settings;
  /** The files with noise power spectral densities that it was built with, by detector; as {@link AnalysisView.psds}. */
  readonly psds: Readonly<Record<string, string>>;
}

/** A subject of a project analysis. */
export interface SubjectView {
  readonly name: string;
  /** Its settings over those of the pipeline and of the project, as they were at the build. */
  readonly settings: Settings;
}

/** What a hook sees of its analysis. */
export interface AnalysisView {
  readonly name: string;
  /** The name as a path component. */
  readonly slug: string;
  /** `SUBJECT/ANALYSIS`, or `project:ANALYSIS`. */
  readonly address: string;
  /** Name of the subject; empty for a project analysis. */
  readonly subject: string;
  readonly pipeline: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** The effective settings: from the attempt's snapshot once it was built. */
  readonly settings: Settings;
  readonly needs: readonly NeededAnalysis[];
  /** What a subject or project analysis combines; empty for any other. */
  readonly analyses: readonly CombinedAnalysis[];
  /** The subjects of a project analysis; empty for any other. */
  readonly subjects: readonly SubjectView[];
  /**
   * What the needed analyses offer, by the name of the asset. To ask for one that several of them offer throws `ASSET_AMBIGUOUS`; where several are
   * wanted, {@link AnalysisView.needs} has each with its own.
   */
  readonly inputs: Assets;
  /**
   * Files with the noise power spectral densities by detector (two columns: Hz, 1/Hz): those set on the analysis, else those of the analyses
   * it needs, else those of its subject. Throws `PSD_AMBIGUOUS` when two needed analyses offer one for the same detector.
   */
  readonly psds: Readonly<Record<string, string>>;
  /** Absolute paths. The run directory may not exist yet: some builders insist on making it. */
  readonly runDirectory: string;
  readonly configFile: string;
  readonly projectDirectory: string;
  /** Where the pages of this analysis are published, each below its name: what a former attempt published is still there. It may not exist. */
  readonly pagesDirectory: string;
  /** Renders the config file. Pure: nothing is written. */
  makeConfig(): Promise<RenderedConfig>;
}

/** A config file before it is written. */
export interface RenderedConfig {
  readonly text: string;
  /** For each line of `text`, the paths of the settings that it was made from, such as `data.segment length`. */
  readonly lineage: readonly (readonly string[])[];
  /** For each line of `text`, the paths in the {@link AnalysisView} of what it took from other analyses, such as `["psds", "H1"]` or `["needs", "0", "assets", "samples"]`. */
  readonly products: readonly (readonly (readonly string[])[])[];
}

/** What a pipeline makes of the options of a config file. */
export interface DraftedSettings {
  readonly settings: Settings;
  /** Names of the options that `settings` say completely; all others are looked up in the pipeline's vocabulary. */
  readonly understood: readonly string[];
  /** What the config file calls the analysis. */
  readonly name?: string | undefined;
}

/** Where the pipeline's program is installed, and in whose name it runs. */
export interface EnvironmentView {
  /** The installation prefix that is configured for the pipeline, if one is. */
  readonly prefix?: string | undefined;
  /** Accounting group and user for schedulers that want them, if configured. */
  readonly accounting: { readonly group?: string | undefined; readonly user?: string | undefined };
  /** Absolute path of a program, looked for in the prefix where one is configured, else on PATH. Throws `PROGRAM_NOT_FOUND`, which names the setting to change. */
  find(program: string): string;
}

/** How {@link PipelineContext.run} runs a command. */
export interface RunOptions {
  readonly directory?: string | undefined;
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Seconds; the hook's own limit when not given. */
  readonly timeout?: number | undefined;
}

/** How a command ended; the last MiB of each stream. */
export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Messages for the analysis's log. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** The members of a pipeline that core calls. */
export type HookName =
  | "beforeConfig"
  | "beforeBuild"
  | "buildDag"
  | "beforeSubmit"
  | "submitDag"
  | "checkProgress"
  | "whileRunning"
  | "detectCompletion"
  | "collectAssets"
  | "collectSettings"
  | "collectLogs"
  | "afterCompletion"
  | "runPesummary"
  | "detectCompletionProcessing"
  | "afterProcessing"
  | "storeResults"
  | "ejectJob"
  | "clean"
  | "resurrect"
  | "samples"
  | "html"
  | "resultPages";

/**
 * What core injects into a pipeline. The contract between a plugin's copy of core and the host's: a version, plain data and functions, never classes.
 */
export interface PipelineContext {
  readonly apiVersion: number;
  readonly analysis: AnalysisView;
  readonly environment: EnvironmentView;
  readonly log: Log;
  /** Runs a program without a shell, with its output in the analysis's log. Throws when it cannot be started or takes too long, not when it exits with another code than 0. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Hands a workflow to the configured scheduler; called again for the same attempt, it gives the same submission back. */
  submitWorkflow(workflow: BuiltWorkflow): Promise<Submission>;
  /** Hands a single job to the configured scheduler, likewise repeatable by its name. */
  submitJob(job: JobRequest): Promise<Submission>;
  /**
   * Publishes a directory of web pages as `name` of the analysis: it takes the place of what was published under that name, whole or not at all. Gives
   * the published directory. Throws `PAGES_MISSING`, `PAGES_NAME`.
   */
  publishPages(name: string, directory: string): Promise<string>;
  /** What core does where a pipeline does not say otherwise. */
  byDefault(member: HookName, pipeline: object): Promise<unknown>;
}
