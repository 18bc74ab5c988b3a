import { readIni } from "./read-ini.ts";
import type {
  AnalysisView,
  Assets,
  BuiltWorkflow,
  DraftedSettings,
  EnvironmentView,
  JobRequest,
  Log,
  LogFile,
  PipelineContext,
  Progress,
  ProvidedSettings,
  RunOptions,
  RunResult,
  Submission,
} from "./types.ts";

/**
 * The interface to one analysis program: extend it, and export `definePipeline(YourClass)` as the default.
 *
 * A pipeline knows files and commands; core owns state. Hooks run in a process of their own, take no arguments, return plain JSON, and may run
 * again after a crash: they must be idempotent. A hook that throws, hangs past its time limit or ends its process is an error of its own
 * analysis only. This class holds no policy: every default is carried out by the core that runs the hook.
 */
export abstract class Pipeline {
  /** The name that blueprints use. */
  static readonly name: string;
  /** The Handlebars template of the config file, named `SOMETHING.EXTENSION.hbs`. */
  static readonly template?: URL | undefined;
  /** Names of the assets that are results: they go into the store. */
  static readonly finalAssets?: readonly string[] | undefined;
  /** Globs of log files below the run directory, for the default of {@link Pipeline.collectLogs}. */
  static readonly logPatterns?: readonly string[] | undefined;
  /** Names of assets that analyses of this pipeline can use, and that they offer. */
  static readonly requiredInputs?: readonly string[] | undefined;
  static readonly availableOutputs?: readonly string[] | undefined;
  /** The builder submits by itself: core commits the intent before {@link Pipeline.buildDag}. */
  static readonly submitsItself?: boolean | undefined;
  /** For each status that this pipeline adds, the name of the method that handles it. */
  static readonly stateHandlers?: Readonly<Record<string, string>> | undefined;

  readonly #context: PipelineContext;

  constructor(context: PipelineContext) {
    this.#context = context;
  }

  get analysis(): AnalysisView {
    return this.#context.analysis;
  }

  get environment(): EnvironmentView {
    return this.#context.environment;
  }

  get log(): Log {
    return this.#context.log;
  }

  /** See {@link PipelineContext.run}. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
    return this.#context.run(command, args, options);
  }

  /** See {@link PipelineContext.submitWorkflow}. */
  submitWorkflow(workflow: BuiltWorkflow): Promise<Submission> {
    return this.#context.submitWorkflow(workflow);
  }

  /** See {@link PipelineContext.submitJob}. */
  submitJob(job: JobRequest): Promise<Submission> {
    return this.#context.submitJob(job);
  }

  /** Build, once per attempt, before the config file is rendered. Nothing by default. */
  async beforeConfig(): Promise<void> {
    await this.#context.byDefault("beforeConfig", this);
  }

  /** Submit, once per attempt whose inputs changed, before {@link Pipeline.buildDag}. Nothing by default. */
  async beforeBuild(): Promise<void> {
    await this.#context.byDefault("beforeBuild", this);
  }

  /** Submit, once per attempt whose inputs changed: runs the builder and returns the workflow that it wrote. */
  abstract buildDag(): Promise<BuiltWorkflow>;

  /** Directly before each submission. Nothing by default. */
  async beforeSubmit(): Promise<void> {
    await this.#context.byDefault("beforeSubmit", this);
  }

  /** The submission, once per attempt, rescues included. By default the workflow that was built goes to the configured scheduler. */
  async submitDag(): Promise<Submission> {
    return (await this.#context.byDefault("submitDag", this)) as Submission;
  }

  /** While running, by interval, with a short time limit: how far the program is. Never changes a status. Nothing by default. */
  async checkProgress(): Promise<Progress | undefined> {
    return (await this.#context.byDefault("checkProgress", this)) as Progress | undefined;
  }

  /** While running, by interval. Nothing by default. */
  async whileRunning(): Promise<void> {
    await this.#context.byDefault("whileRunning", this);
  }

  /** When the scheduler says that the workflow ended, and on request: whether the final products exist and are whole. */
  abstract detectCompletion(): Promise<boolean>;

  /** At completion: the products, for the analyses that need this one and for the store. */
  abstract collectAssets(): Promise<Assets>;

  /**
   * At completion, after {@link Pipeline.collectAssets}: the settings that this analysis provides, for each scope one item. They count over those of
   * the subject and below those of the analyses that get them; two that provide one key differently keep these from being built. Nothing by default.
   */
  async collectSettings(): Promise<ProvidedSettings | readonly ProvidedSettings[] | undefined> {
    return (await this.#context.byDefault("collectSettings", this)) as ProvidedSettings | undefined;
  }

  /** At completion, on failure and on request: log files by name. By default those that `static logPatterns` names, with their last lines. */
  async collectLogs(): Promise<Readonly<Record<string, LogFile>>> {
    return (await this.#context.byDefault("collectLogs", this)) as Readonly<Record<string, LogFile>>;
  }

  /**
   * Once per completion. By default {@link Pipeline.runPesummary} where a post-processor is configured or the pipeline has its own, else
   * {@link Pipeline.storeResults}.
   */
  async afterCompletion(): Promise<void> {
    await this.#context.byDefault("afterCompletion", this);
  }

  /**
   * Starts post-processing. By default the configured post-processors do. An override submits by {@link Pipeline.submitJob}, or does the work at
   * once; it is enough alone: the results are stored when its jobs have succeeded.
   */
  async runPesummary(): Promise<void> {
    await this.#context.byDefault("runPesummary", this);
  }

  /**
   * When the jobs of post-processing have succeeded: whether its products exist and are whole. By default the configured post-processors say, each
   * for itself, and the next one is started; true where there is none. An override that wants those too asks its super method.
   */
  async detectCompletionProcessing(): Promise<boolean> {
    return (await this.#context.byDefault("detectCompletionProcessing", this)) === true;
  }

  /** Once, when post-processing is complete. By default {@link Pipeline.storeResults}. */
  async afterProcessing(): Promise<void> {
    await this.#context.byDefault("afterProcessing", this);
  }

  /** Puts the results into the store. By default the assets that `static finalAssets` names. */
  async storeResults(): Promise<void> {
    await this.#context.byDefault("storeResults", this);
  }

  /** Status `stop`, and before a clean: ends what runs. By default every recorded submission is removed from its scheduler. */
  async ejectJob(): Promise<void> {
    await this.#context.byDefault("ejectJob", this);
  }

  /** `restart`, and on request: the attempt's files go to the project's trash. */
  async clean(): Promise<void> {
    await this.#context.byDefault("clean", this);
  }

  /** After a failed attempt with budget left, and on request: submits again from the rescue point. */
  async resurrect(): Promise<void> {
    await this.#context.byDefault("resurrect", this);
  }

  /** Absolute paths of the files with posterior samples. By default the asset `samples`. */
  async samples(): Promise<readonly string[]> {
    return (await this.#context.byDefault("samples", this)) as readonly string[];
  }

  /** A piece of HTML for the report. Empty by default. */
  async html(): Promise<string> {
    return (await this.#context.byDefault("html", this)) as string;
  }

  /** Pages that the program made, by label. Empty by default. */
  async resultPages(): Promise<Readonly<Record<string, string>>> {
    return (await this.#context.byDefault("resultPages", this)) as Readonly<Record<string, string>>;
  }

  /** A config file of this pipeline, parsed: `SECTION.KEY`, or `KEY` where there are no sections, to the text of the value. */
  static async readIni(path: string): Promise<Readonly<Record<string, string>>> {
    return readIni(path);
  }

  /**
   * Drafting a blueprint: the settings that a config file, as {@link Pipeline.readIni} gives it, was made from. Only for what the vocabulary's
   * `option` can't say, such as values for each detector; undefined, as by default, leaves all to the vocabulary.
   */
  static async settingsFromConfig(_options: Readonly<Record<string, string>>): Promise<DraftedSettings | undefined> {
    return undefined;
  }
}
