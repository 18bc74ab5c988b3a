import { configExtension } from "./config-extension.ts";
import { readConfig } from "./read-config.ts";
import type {
  AnalysisView,
  BuiltWorkflow,
  DraftedSettings,
  EnvironmentView,
  HookName,
  JobRequest,
  Log,
  PipelineContext,
  RunOptions,
  RunResult,
  Submission,
} from "./types.ts";

/** Does what core does for a member that a pipeline does not override. */
export let byDefault: (pipeline: PipelineBase, member: HookName) => Promise<unknown>;

/** What a pipeline class declares, and what its hooks find: all of `Pipeline` but the hooks. */
export abstract class PipelineBase {
  /** The name that blueprints use. */
  static readonly name: string;
  /** The Handlebars template of the config file, named `SOMETHING.EXTENSION.hbs`. */
  static readonly template?: URL | undefined;
  /** Names of the assets that are results: they go into the store. */
  static readonly finalAssets?: readonly string[] | undefined;
  /** Globs of log files below the run directory, for the default of `collectLogs`. */
  static readonly logPatterns?: readonly string[] | undefined;
  /**
   * Names of assets without which this pipeline can do nothing. Looked at by each build: one that neither the settings name nor a needed analysis offers
   * is an error that says who could offer it, and nothing is built.
   */
  static readonly requiredInputs?: readonly string[] | undefined;
  /** Names of assets that analyses of this pipeline offer, for those errors. */
  static readonly availableOutputs?: readonly string[] | undefined;
  /** The Python or conda package of the program, whose installed version is recorded with each attempt. */
  static readonly distribution?: string | undefined;
  /** Otherwise: arguments with which the first program that {@link Pipeline.buildDag} runs prints its version, asked once per command of asimov. */
  static readonly versionArgs?: readonly string[] | undefined;
  /**
   * The builder submits by itself. Core then commits the intent of the submission before `beforeSubmit` and `buildDag`, which
   * takes the place of `submitDag`. Whatever submits must be run by `this.run`: it finds the submission's token as `ASIMOV_TOKEN` in its environment, and
   * must hand it to the scheduler with its job, which is found by it. A failure after something was run, or a crash, leaves the submission unconfirmed
   * until its job is found or a person decides: `buildDag` does not run again before.
   */
  static readonly submitsItself?: boolean | undefined;
  /**
   * For each status that this pipeline adds, the name of the method that handles it: called at each pass for each analysis in that status, it returns
   * `StateFacts`, or nothing to leave it as it is. It may store results and submit jobs. What it throws is told, and it is tried again at the
   * next pass. Statuses of core can't be handled; entry points of group `states` handle statuses for analyses of any pipeline.
   */
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

  /** See `PipelineContext.run`. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
    return this.#context.run(command, args, options);
  }

  /** See `PipelineContext.submitWorkflow`. */
  submitWorkflow(workflow: BuiltWorkflow): Promise<Submission> {
    return this.#context.submitWorkflow(workflow);
  }

  /** See `PipelineContext.submitJob`. */
  submitJob(job: JobRequest): Promise<Submission> {
    return this.#context.submitJob(job);
  }

  /** See `PipelineContext.publishPages`. */
  publishPages(name: string, directory: string): Promise<string> {
    return this.#context.publishPages(name, directory);
  }

  // A function beside the class, not a member: subclasses name their own members as they like.
  static {
    byDefault = (pipeline, member) => pipeline.#context.byDefault(member, pipeline);
  }

  /**
   * A config file of this pipeline, parsed: `SECTION.KEY`, or `KEY` where there are no sections, to the text of the value. By default in the format of the
   * template: JSON and YAML by its extension, and all else as lines `key = value`.
   * Called by `asimov review audit`, `asimov blueprint from-config` and where a config file looks edited by hand, any number of times, and never during a
   * pass. What it throws is told as an error of that file, and the command goes on with the others.
   */
  static async readIni(path: string): Promise<Readonly<Record<string, string>>> {
    return readConfig(path, configExtension(this.template));
  }

  /**
   * Drafting a blueprint: the settings that a config file, as `readIni` gives it, was made from. Only for what the vocabulary's
   * `option` can't say, such as values for each detector; undefined, as by default, leaves all to the vocabulary. Called by `asimov blueprint from-config`, once for each file; what it throws ends the command, which
   * has written nothing.
   */
  static async settingsFromConfig(_options: Readonly<Record<string, string>>): Promise<DraftedSettings | undefined> {
    return undefined;
  }
}
