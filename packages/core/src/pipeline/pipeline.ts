import { byDefault, PipelineBase } from "./base.ts";
import type { StateFacts } from "./functions/index.ts";
import type { Assets, BuiltWorkflow, LogFile, Progress, ProvidedSettings, SelfSubmission, Submission } from "./types.ts";

/**
 * The interface to one analysis program: extend it, and export `definePipeline(YourClass)` as the default.
 *
 * A pipeline knows files and commands; core owns state. Hooks take no arguments, return plain JSON, and run in a process of their own, one at a time
 * for each package. "Once" means: once that core has committed. After a crash between a hook and its commit the hook runs again, so each must be
 * idempotent; the same tokens then give the same submissions back. A hook that throws, hangs past its time limit (`monitor.hook timeout`), takes more
 * memory than it may (`monitor.hook memory`) or ends its process is an error of its own analysis only, told with the package, its version and the
 * hook. What it throws ends the attempt, or makes the analysis `stuck`, unless the hook says otherwise; time limits and ends of the process leave the
 * status as it is, and the next pass tries again. This class holds no policy: every default is carried out by the core that runs the hook.
 */
export abstract class Pipeline extends PipelineBase {
  /**
   * Build, once per attempt that is built, before the config file is rendered. `restart` without `--refresh` keeps the config file, and builds none.
   * Nothing by default. What it throws is kept as the reason of the analysis, which stays `ready`: the next build tries again.
   */
  async beforeConfig(): Promise<void> {
    await byDefault(this, "beforeConfig");
  }

  /**
   * Submit, once per attempt that starts from the beginning, before {@link Pipeline.buildDag}; never for a rescue. Nothing by default. What it throws fails
   * the attempt.
   */
  async beforeBuild(): Promise<void> {
    await byDefault(this, "beforeBuild");
  }

  /**
   * Submit, once per attempt that starts from the beginning; never for a rescue. Runs the builder and returns the workflow that it wrote, or with `static
   * submitsItself` what it submitted. After a crash what is in the run directory goes to the trash first. What it throws fails the attempt, and so does a
   * workflow file that is not there.
   */
  abstract buildDag(): Promise<BuiltWorkflow | SelfSubmission>;

  /**
   * Directly before each submission of a workflow, once per attempt, rescues included; again when the submission could not be made. Nothing by default. What
   * it throws fails the attempt, and nothing is submitted.
   */
  async beforeSubmit(): Promise<void> {
    await byDefault(this, "beforeSubmit");
  }

  /**
   * The submission, once per attempt; a rescue gets it from {@link Pipeline.resurrect}. By default the workflow that was built goes to the configured
   * scheduler. An override submits through `submitWorkflow` or `submitJob`, which give the same submission back when it runs again.
   */
  async submitDag(): Promise<Submission> {
    return (await byDefault(this, "submitDag")) as Submission;
  }

  /**
   * While running, when the last look is older than the interval (`monitor.progress interval`), at most 30 s: how far the program is. It never changes a
   * status and makes no history. Nothing by default. What it throws, and a value that does not fit, is told or left out.
   */
  async checkProgress(): Promise<Progress | undefined> {
    return (await byDefault(this, "checkProgress")) as Progress | undefined;
  }

  /** While running, after {@link Pipeline.checkProgress} and by the same interval, at most 30 s. Nothing by default. What it throws is told. */
  async whileRunning(): Promise<void> {
    await byDefault(this, "whileRunning");
  }

  /**
   * When the scheduler says that the workflow ended well, or no longer knows it: whether the final products exist and are whole. False is a failed attempt
   * with the cause "products missing"; what it throws makes the analysis `stuck`.
   */
  abstract detectCompletion(): Promise<boolean>;

  /**
   * At completion, once: the products, for the analyses that need this one and for the store. Each must be a file that is not empty, and those of `static
   * finalAssets` must be among them. What it throws makes the analysis `stuck`; `analysis resurrect` calls it again.
   */
  abstract collectAssets(): Promise<Assets>;

  /**
   * At completion, after {@link Pipeline.collectAssets}: the settings that this analysis provides, for each scope one item. They count over those of
   * the subject and below those of the analyses that get them; two that provide one key differently keep these from being built. Nothing by default.
   */
  async collectSettings(): Promise<ProvidedSettings | readonly ProvidedSettings[] | undefined> {
    return (await byDefault(this, "collectSettings")) as ProvidedSettings | undefined;
  }

  /**
   * At the end of each attempt, failed or not, and on request: log files by name, with their last parts, which are kept. By default those that `static
   * logPatterns` names. What it throws is told, and nothing else.
   */
  async collectLogs(): Promise<Readonly<Record<string, LogFile>>> {
    return (await byDefault(this, "collectLogs")) as Readonly<Record<string, LogFile>>;
  }

  /**
   * Once per completion, and again after `analysis resurrect`. By default {@link Pipeline.runPesummary} where a post-processor is configured or the
   * pipeline has its own, else {@link Pipeline.storeResults}. Afterwards the analysis is `processing` when a job was submitted; in the status that was returned, one that a plugin
   * adds, or `stuck`; else `uploaded`, which is an error unless all results are in the store. What it throws makes the analysis `stuck`.
   */
  async afterCompletion(): Promise<StateFacts | void> {
    await byDefault(this, "afterCompletion");
  }

  /**
   * Once per completion, called by {@link Pipeline.afterCompletion}: starts post-processing. By default the configured post-processors do. An override
   * submits by `submitJob`, or does the work at once; it is enough alone: the results are stored when its jobs have succeeded.
   */
  async runPesummary(): Promise<void> {
    await byDefault(this, "runPesummary");
  }

  /**
   * Status `processing`, when its jobs have succeeded: whether the products exist and are whole. By default the configured post-processors say, each for
   * itself, and the next one is started; true where there is none. An override that wants those too asks its super method. False, and what it throws, makes
   * the analysis `stuck`.
   */
  async detectCompletionProcessing(): Promise<boolean> {
    return (await byDefault(this, "detectCompletionProcessing")) === true;
  }

  /**
   * Once, when post-processing is complete. By default {@link Pipeline.storeResults}. What it may return, and what follows, is as for
   * {@link Pipeline.afterCompletion}.
   */
  async afterProcessing(): Promise<StateFacts | void> {
    await byDefault(this, "afterProcessing");
  }

  /**
   * Called by {@link Pipeline.afterCompletion} or {@link Pipeline.afterProcessing}: puts the results into the store. By default the assets that `static
   * finalAssets` names. What is there already with the same content stays.
   */
  async storeResults(): Promise<void> {
    await byDefault(this, "storeResults");
  }

  /**
   * Status `stop` or `restart`, at each pass while something of the analysis may still run: ends it. By default every recorded submission is removed from its
   * scheduler. The analysis goes on only when its scheduler says that all is gone. What it throws is told, and the next pass removes the recorded
   * submissions without it: no plugin keeps jobs running that a person wants ended.
   */
  async ejectJob(): Promise<void> {
    await byDefault(this, "ejectJob");
  }

  /**
   * Status `restart`, once, when nothing runs any more: by default the run directory goes to the project's trash. Stored results and git history are never
   * touched. What it throws is told, and the next pass moves the run directory without it.
   */
  async clean(): Promise<void> {
    await byDefault(this, "clean");
  }

  /**
   * After a failed attempt with budget left, and on `stuck` by a person's command, once per rescue, after {@link Pipeline.beforeSubmit}: submits again from the
   * rescue point. By default {@link Pipeline.submitDag}. Core counts the rescues, and decides whether there is another one. What it throws fails the
   * attempt.
   */
  async resurrect(): Promise<void> {
    await byDefault(this, "resurrect");
  }

  /**
   * On request, for reports and other programs, any number of times: absolute paths of the files with posterior samples. By default the asset `samples`. What
   * it throws is the error of who asked; so for the next two.
   */
  async samples(): Promise<readonly string[]> {
    return (await byDefault(this, "samples")) as readonly string[];
  }

  /** On request: a piece of HTML for the report. Empty by default. */
  async html(): Promise<string> {
    return (await byDefault(this, "html")) as string;
  }

  /** On request: pages that the program made, absolute paths or URLs by label. Empty by default. */
  async resultPages(): Promise<Readonly<Record<string, string>>> {
    return (await byDefault(this, "resultPages")) as Readonly<Record<string, string>>;
  }
}
