import type { Settings } from "../../settings/index.ts";
import type { LabelValues } from "../labelling/index.ts";
import type { Assets, RunOptions, RunResult } from "../types.ts";

/** The status to which an analysis goes on, or what is to be said of the one that it is in. Core looks at it, and writes it. */
export interface StateFacts {
  /** A status that a plugin adds, `uploaded` when all results are in the store, or `stuck`; the one that it has when not given. */
  readonly status?: string | undefined;
  /** Why, for people. */
  readonly reason: string;
  /** What to type, where a person must act. */
  readonly remedy?: string | undefined;
}

/** What the handler of a status sees of an analysis that is in it. */
export interface StateView {
  readonly name: string;
  /** `SUBJECT/ANALYSIS`, or `project:ANALYSIS`. */
  readonly address: string;
  /** Empty for a project analysis. */
  readonly subject: string;
  readonly pipeline: string;
  readonly status: string;
  readonly reason: string;
  /** When it came into its status: ISO 8601, UTC. */
  readonly since: string;
  /** Number of the attempt that finished. */
  readonly attempt: number;
  /** What it ran with. */
  readonly settings: Settings;
  readonly runDirectory: string;
  /** Absolute paths. */
  readonly assets: Assets;
  readonly labels: LabelValues;
  /** What the review that counts found, such as `APPROVED`; undefined without one. */
  readonly review?: string | undefined;
}

/** What the handler of a status may ask of core. */
export interface StateTools {
  /** See `Pipeline.run`. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Puts the results into the store, those that are there already excepted. */
  storeResults(): Promise<void>;
  log(message: string): Promise<void>;
}

/**
 * The default export of an entry point of group `states`, whose name is the status: called at each pass for each analysis in that status, of
 * whatever pipeline, unless that pipeline handles the status itself. Undefined leaves the analysis as it is. It may be called again after a crash.
 */
export type StateHandler = (analysis: StateView, tools: StateTools) => StateFacts | undefined | Promise<StateFacts | undefined>;

/** One analysis as the hooks of a site see it. */
export interface AnalysisSummary {
  readonly address: string;
  readonly name: string;
  /** Empty for a project analysis. */
  readonly subject: string;
  readonly pipeline: string;
  readonly status: string;
  readonly reason: string;
  readonly since: string;
  readonly labels: LabelValues;
  readonly review?: string | undefined;
}

/** A project as the hooks of a site see it: what it was when the hook began. */
export interface ProjectView {
  readonly name: string;
  readonly directory: string;
  readonly events: readonly { readonly name: string; readonly revision: number }[];
  readonly analyses: readonly AnalysisSummary[];
  /** The hook's own settings: what the project's configuration says below `hooks: postmonitor: NAME`, or `applicator`. */
  readonly settings: Settings;
}

/** What the hooks of a site may read besides. */
export interface ReadTools {
  /** The settings of an event, or those with which an analysis ran or would run now, by its address. */
  settings(address: string): Promise<Settings>;
  /** Absolute paths of the products of an analysis; empty before it has finished. */
  assets(address: string): Promise<Assets>;
  log(message: string): Promise<void>;
}

/** What a `hooks.postmonitor` may ask of core. */
export interface SiteTools extends ReadTools {
  /** Gives an analysis labels, and takes away those that this hook gave it before and gives no more; what others wrote under the same name stands. */
  label(address: string, labels: LabelValues): Promise<void>;
  /** Applies a blueprint, given as YAML text or as documents, as `asimov apply` does: all or nothing. Throws its errors. Returns what was done. */
  apply(
    blueprint: string | readonly Settings[],
    options?: { readonly event?: string; readonly update?: boolean },
  ): Promise<readonly { readonly action: "add" | "update" | "unchanged"; readonly what: string }[]>;
}

/**
 * The default export of an entry point of group `hooks.postmonitor`: called after each pass, when the project's configuration names it
 * (`hooks: {postmonitor: {NAME: {...}}}`). What it throws is a warning. It may be called again after a crash.
 */
export type PostmonitorHook = (project: ProjectView, tools: SiteTools) => void | Promise<void>;

/** What a person asked an applicator for. */
export interface ApplicatorRequest {
  /** The event named with `--event`. */
  readonly event?: string | undefined;
  /** What stood behind the options. */
  readonly args: readonly string[];
}

/**
 * The default export of an entry point of group `hooks.applicator`: makes blueprints from an outside source, as YAML text or as documents, which
 * `asimov apply --plugin NAME` then applies like any others. What it throws is the error of that command.
 */
export type Applicator = (
  request: ApplicatorRequest,
  project: ProjectView,
  tools: ReadTools,
) => string | readonly Settings[] | Promise<string | readonly Settings[]>;

/** A file that a source is asked for. */
export interface FileRequest {
  readonly id: string;
  /** What settings call it, such as `coinc`. */
  readonly name: string;
  /** Name of the event; empty for a project analysis. */
  readonly subject: string;
  /** An empty directory, into which the file is to be written. */
  readonly directory: string;
}

/**
 * The default export of an entry point of group `filesources`: fetches a file by its id, where settings name it (`files: {NAME: {source: SOURCE, id: ID}}`),
 * writes it into the directory of the request, and returns its path. Called at a build, once for each id of an event; the file is kept with its hash.
 * What it throws is the reason why the analysis is not built; the next build tries again.
 */
export type FileSource = (request: FileRequest) => string | Promise<string>;

/** The payload of a call into the host of such functions. */
export interface FunctionCall {
  readonly module: string;
  readonly args: readonly unknown[];
  /** Names of the tools that it gets as its last argument. */
  readonly tools: readonly string[];
}
