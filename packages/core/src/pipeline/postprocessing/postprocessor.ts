import type { AnalysisView, Assets, BuiltWorkflow, EnvironmentView, JobRequest, Log, RunOptions, RunResult, Submission } from "../types.ts";
import type { Settings } from "../../settings/index.ts";
import type { PostprocessorContext } from "./types.ts";

/**
 * The interface to a program that works on the results of an analysis: extend it, export `definePostprocessor(YourClass)` as the default of a
 * module, and name that in the group `postprocessors` of the package's entry points. It runs where settings have `postprocessing: {NAME: {...}}`.
 *
 * As with pipelines, members run in a process of their own, take no arguments, return plain JSON, and may run again after a crash. Where settings
 * name several, each starts when the one before it is complete. Only when all are complete do the results go to the store.
 */
export abstract class Postprocessor {
  /** The name that settings use. */
  static readonly name: string;

  readonly #context: PostprocessorContext;

  constructor(context: PostprocessorContext) {
    this.#context = context;
  }

  /** The analysis, with the settings that it was built with. */
  get analysis(): AnalysisView {
    return this.#context.analysis;
  }

  /** Where its program is installed: `pipelines: {NAME: {environment: PREFIX}}` of the configuration, under its own name. */
  get environment(): EnvironmentView {
    return this.#context.environment;
  }

  /** See {@link PostprocessorContext.settings}. */
  get settings(): Settings {
    return this.#context.settings;
  }

  /** See {@link PostprocessorContext.assets}. */
  get assets(): Assets {
    return this.#context.assets;
  }

  /** See {@link PostprocessorContext.directory}. */
  get directory(): string {
    return this.#context.directory;
  }

  get log(): Log {
    return this.#context.log;
  }

  /** See `PipelineContext.run`. */
  runCommand(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult> {
    return this.#context.run(command, args, options);
  }

  /** Hands a single job to the scheduler; the same name gives the same submission back, until it failed and a person asked to try again. */
  submitJob(job: JobRequest): Promise<Submission> {
    return this.#context.submitJob(job);
  }

  /** Hands a workflow to the scheduler, likewise; one for each run. */
  submitWorkflow(workflow: BuiltWorkflow): Promise<Submission> {
    return this.#context.submitWorkflow(workflow);
  }

  /** See `PipelineContext.publishPages`. */
  publishPages(name: string, directory: string): Promise<string> {
    return this.#context.publishPages(name, directory);
  }

  /**
   * At each build of the analysis, before anything runs: throws for settings with which it could do nothing later. There are no assets yet, and its
   * directory is not there. Nothing by default. What it throws is kept as the reason of the analysis, which stays `ready`.
   */
  async check(): Promise<void> {}

  /** Once per completion, and again when a person resurrects what failed: submits what is to be done, or does it at once. */
  abstract run(): Promise<void>;

  /** When all that it submitted has succeeded: whether its products exist and are whole. */
  abstract detectCompletion(): Promise<boolean>;

  /**
   * When it is complete: its products, paths relative to {@link Postprocessor.directory}. They are recorded and offered to other analyses as
   * `NAME.ASSET`, and all of them go to the store.
   */
  abstract collectAssets(): Promise<Assets>;
}
