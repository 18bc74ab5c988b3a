import type { Settings } from "../../settings/index.ts";
import type {
  Assets,
  BuiltWorkflow,
  CombinedAnalysis,
  DraftedSettings,
  HookName,
  JobRequest,
  NeededAnalysis,
  RenderedConfig,
  RunOptions,
  RunResult,
  SubjectView,
  Submission,
} from "../types.ts";

/** What travels to the plugin host with every call: the plain data behind a pipeline's context. */
export interface ContextData {
  readonly analysis: {
    readonly name: string;
    readonly slug: string;
    readonly address: string;
    readonly subject: string;
    readonly pipeline: string;
    readonly attempt: number;
    readonly settings: Settings;
    readonly needs: readonly NeededAnalysis[];
    readonly analyses: readonly CombinedAnalysis[];
    readonly subjects: readonly SubjectView[];
    /** By detector; several paths where several needed analyses offer one. */
    readonly psds: Readonly<Record<string, readonly { readonly path: string; readonly from: string }[]>>;
    readonly runDirectory: string;
    readonly configFile: string;
    readonly projectDirectory: string;
    readonly pagesDirectory: string;
  };
  readonly environment: {
    readonly prefix?: string | undefined;
    readonly accounting: { readonly group?: string | undefined; readonly user?: string | undefined };
  };
  /** The workflow that was built, once there is one. */
  readonly workflow?: BuiltWorkflow | undefined;
  /** Recorded assets of this analysis, absolute paths. */
  readonly assets: Assets;
  /** Names of the configured post-processors, in their order. */
  readonly postprocessors: readonly string[];
  /** For a call to a post-processor: which one it is, with its part of the settings and its directory. */
  readonly postprocessing?: { readonly name: string; readonly settings: Settings; readonly directory: string } | undefined;
  /** The status of the analysis, for its handler. */
  readonly status?: string | undefined;
}

/** What a call into the plugin host does: one hook, or a sequence of hooks on the same object. */
export type Operation =
  | Exclude<HookName, "beforeConfig" | "beforeBuild" | "buildDag" | "beforeSubmit" | "submitDag" | "checkProgress" | "whileRunning">
  /** `beforeConfig`, then the config file is rendered. */
  | "build"
  /** The config file is rendered; nothing else. */
  | "makeConfig"
  /** `beforeBuild`, then `buildDag`. */
  | "buildDag"
  /** `buildDag` alone, for a dry run. */
  | "previewDag"
  /** `beforeSubmit`, then `submitDag`. */
  | "submit"
  /** `beforeBuild`, `beforeSubmit`, then `buildDag`, which submits. */
  | "buildAndSubmit"
  /** The method that handles the status that the analysis is in. */
  | "handleState"
  /** `checkProgress`, then `whileRunning`: what `checkProgress` returned. */
  | "look"
  /** The pipeline's declarations. */
  | "describe";

/** What is asked of a pipeline's class rather than of one of its analyses, with what it is asked. */
export interface ClassOperations {
  /** See `Pipeline.readIni`. */
  readonly readIni: (path: string) => Readonly<Record<string, string>>;
  /** See `Pipeline.settingsFromConfig`; undefined where the pipeline has none. */
  readonly settingsFromConfig: (options: Readonly<Record<string, string>>) => DraftedSettings | undefined;
}

/** The payload of a call. */
export interface PipelineCall {
  readonly module: string;
  readonly context: ContextData;
}

/** The payload of a {@link ClassOperations call to a class}. */
export interface ClassCall {
  readonly module: string;
  readonly argument: unknown;
}

/** What a pipeline class declares. */
export interface PipelineDescription {
  readonly name: string;
  /** Extension of its config file, with the dot. */
  readonly configExtension: string;
  readonly finalAssets: readonly string[];
  readonly submitsItself: boolean;
  /** Names of methods by status, in lower case. */
  readonly stateHandlers: Readonly<Record<string, string>>;
  readonly distribution?: string | undefined;
  readonly versionArgs?: readonly string[] | undefined;
  readonly requiredInputs: readonly string[];
  readonly availableOutputs: readonly string[];
}

/** What a pipeline may ask of core while one of its operations runs. */
export interface PipelineDoors {
  readonly run: (request: RunRequest, signal: AbortSignal) => Promise<RunResult>;
  readonly log: (message: { readonly level: "info" | "warn"; readonly text: string }) => void;
  readonly publishPages: (pages: { readonly name: string; readonly directory: string }) => Promise<string>;
  readonly submitWorkflow: (workflow: BuiltWorkflow) => Promise<Submission>;
  readonly submitJob: (job: JobRequest) => Promise<Submission>;
  readonly removeSubmissions: () => Promise<void>;
  readonly trashRunDirectory: () => Promise<void>;
  readonly store: (assets: readonly string[]) => Promise<void>;
  /** Says that there is post-processing, whatever comes of it. */
  readonly startProcessing: () => Promise<void>;
  /** Lets the configured post-processors do what they can do now; true when all of them are complete. */
  readonly postprocess: () => Promise<boolean>;
}

/** A command that a hook runs. */
export interface RunRequest extends RunOptions {
  readonly command: string;
  readonly args: readonly string[];
}

/** What an operation gives; another package's code says so, so that whatever decides is still checked. */
export type OperationResult<O extends Operation> = O extends keyof OperationResults ? OperationResults[O] : unknown;

interface OperationResults {
  readonly build: RenderedConfig;
  readonly makeConfig: RenderedConfig;
  readonly buildDag: BuiltWorkflow;
  readonly submit: Submission;
  readonly collectAssets: Assets | undefined;
  readonly describe: PipelineDescription;
}
