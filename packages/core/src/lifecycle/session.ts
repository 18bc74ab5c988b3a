import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { type Analysis, RunLinks } from "../analysis/index.ts";
import type { InstalledPipelines } from "../blueprint/index.ts";
import { FunctionHosts } from "../pipeline/functions/index.ts";
import { PostprocessorHosts } from "../pipeline/postprocessing/index.ts";
import { PipelineHosts, type PipelineDescription, type RemotePipeline } from "../pipeline/remote/index.ts";
import { discoverPlugins, entriesOf, formerNamesOf, vocabularyOf, type Discovery } from "../plugins/index.ts";
import type { Project, ProjectDirectories } from "../project/index.ts";
import type { GuardedScheduler, Scheduler } from "../scheduler/index.ts";
import type { Vocabulary } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";
import { Credentials } from "./credentials.ts";
import { directoriesIn } from "./paths.ts";
import type { Installed } from "./programs.ts";
import { Pushes } from "./repository/pushes.ts";
import { Outages } from "./outages.ts";
import { openScheduler } from "./schedulers.ts";

/** Something worth telling the user while a command works. */
export interface Notice {
  readonly level: "info" | "warn";
  /** The analysis it is about, as `SUBJECT/ANALYSIS`. */
  readonly address: string;
  readonly text: string;
}

/** How a session is opened. */
export interface SessionOptions {
  readonly launcher?: string | undefined;
  readonly notify?: ((notice: Notice) => void) | undefined;
  /** Schedulers by name, which count over those that are installed. */
  readonly schedulers?: Readonly<Record<string, Scheduler>> | undefined;
  /** Pipelines can write nothing but into {@link Session.scratch}, and start no program. */
  readonly dryRun?: boolean | undefined;
  /** Pipelines by name, which count over those that are installed. */
  readonly pipelines?: Readonly<Record<string, RemotePipeline>> | undefined;
}

/** An open project with the plugins, plugin hosts and schedulers that one command, or one pass, works with. */
export class Session {
  readonly project: Project;
  readonly discovery: Discovery;
  readonly hosts: PipelineHosts;
  /** Nothing is to be changed, here or at a scheduler. */
  readonly dryRun: boolean;
  /** The only directory that a dry run writes to; it is gone when the session is closed. */
  readonly scratch: string | undefined;
  /** Of entry points that are functions: labellers, handlers of statuses, hooks of a site. */
  readonly functions: FunctionHosts;
  readonly postprocessors: PostprocessorHosts = new PostprocessorHosts();
  /** What the pipelines declare, by name, as far as it was asked for. */
  readonly descriptions: Map<string, Promise<PipelineDescription>> = new Map();
  /** Warnings about hooks of the site that were told already, by hook: they last for many passes. */
  readonly siteWarnings: Map<string, string> = new Map();
  readonly notify: (notice: Notice) => void;
  readonly pushes: Pushes;
  readonly outages: Outages;
  readonly credentials: Credentials;
  /** The codes with which schedulers refused submissions, by token: what comes back from a plugin's process says nothing of where it began. */
  readonly refusals: Map<string, string> = new Map();
  /** What was found out about programs that builders ran. */
  readonly programs: Map<string, Promise<Installed>> = new Map();
  #vocabulary: Vocabulary | undefined;
  #runLinks: RunLinks | undefined;
  /** Files that are being fetched, by path: analyses of one event want the same ones. */
  readonly fetching: Map<string, Promise<void>> = new Map();
  readonly #injected: Readonly<Record<string, Scheduler>>;
  readonly #schedulers = new Map<string, Promise<GuardedScheduler>>();
  readonly #opened: GuardedScheduler[] = [];
  readonly #pipelines: Readonly<Record<string, RemotePipeline>>;

  constructor(project: Project, options: SessionOptions = {}) {
    this.project = project;
    this.#injected = options.schedulers ?? {};
    this.#pipelines = options.pipelines ?? {};
    this.dryRun = options.dryRun === true;
    this.scratch = this.dryRun ? mkdtempSync(join(realpathSync(tmpdir()), "asimov-dry-run-")) : undefined;
    this.hosts = new PipelineHosts(project.config.monitor.parallel, project.config.monitor.hookMemory, this.scratch);
    this.functions = new FunctionHosts(project.config.monitor.hookMemory);
    this.outages = new Outages(project.ledger, project.config.monitor.retryInterval, this.dryRun);
    this.pushes = new Pushes(project.directory);
    this.credentials = new Credentials(project.config.credentials, project.directory, project.ledger.clock);
    this.discovery = discoverPlugins({ projectDirectory: project.directory, launcher: options.launcher });
    project.ledger.formerNames.findBy(() => formerNamesOf(this.discovery, this.vocabulary));
    this.notify = options.notify ?? (() => undefined);
  }

  /** The pipelines that are installed, with the versions of their packages. */
  get installed(): InstalledPipelines {
    return new Map([...entriesOf(this.discovery, "pipelines")].map(([name, entry]) => [name, entry.package.version]));
  }

  /** What core and the installed plugins say of settings. */
  get vocabulary(): Vocabulary {
    return (this.#vocabulary ??= vocabularyOf(this.discovery));
  }

  /** The symbolic links through which run directories are reached, as they were when it was first asked, since {@link lookAgain}. */
  // Many may name a directory: they are looked at once, not for each build.
  get runLinks(): RunLinks {
    return (this.#runLinks ??= new RunLinks(this.project.ledger, directoriesIn(this.project)));
  }

  /** What was seen of the project's directories counts no more: a session may live for weeks. */
  lookAgain(): void {
    this.#runLinks = undefined;
  }

  /** What blueprints are planned with. */
  get knowledge(): { readonly installed: InstalledPipelines; readonly vocabulary: Vocabulary; readonly directories: ProjectDirectories } {
    return { installed: this.installed, vocabulary: this.vocabulary, directories: directoriesIn(this.project) };
  }

  /** The pipeline of an analysis in its plugin host. Throws `PIPELINE_NOT_INSTALLED`. */
  pipelineOf(analysis: Analysis): RemotePipeline {
    if (Object.hasOwn(this.#pipelines, analysis.pipeline)) return this.#pipelines[analysis.pipeline]!;
    const entry = entriesOf(this.discovery, "pipelines").get(analysis.pipeline);
    if (entry) return this.hosts.pipeline(entry);
    const installed = [...this.installed].map(([name, version]) => `${name} ${version}`).join(", ") || "none";
    const trouble = this.discovery.problems.map((problem) => problem.message).join("; ");
    throw new AsimovError("PIPELINE_NOT_INSTALLED", {
      message: `pipeline "${analysis.pipeline}" is not installed${trouble === "" ? "" : ` (${trouble})`}`,
      at: analysis.address,
      remedy: `Installed: ${installed} (asimov plugins). To add one: npm install @asimov-gw/pipeline-${analysis.pipeline}`,
    });
  }

  /**
   * The scheduler of this name, opened at its first use, that of a plugin in a process of its own; each of its calls is under the configured time
   * limit, and its answers are checked. Throws `SCHEDULER_NOT_INSTALLED`, or what keeps its plugin from being used.
   */
  scheduler(name: string = this.project.config.scheduler): Promise<GuardedScheduler> {
    const known = this.#schedulers.get(name);
    if (known) return known;
    const injected = Object.hasOwn(this.#injected, name) ? this.#injected[name] : undefined;
    const opened = openScheduler(name, this.project.config, this.discovery, injected);
    this.#schedulers.set(name, opened);
    opened.then(
      (scheduler) => this.#opened.push(scheduler),
      // One that could not be loaded may be installed by the next pass.
      () => this.#schedulers.delete(name),
    );
    return opened;
  }

  /** Whether calls to schedulers were given up that have not ended: they may keep the process alive. */
  get hasAbandonedCalls(): boolean {
    return this.#opened.some(({ abandoned }) => abandoned > 0);
  }

  /** Absolute path below one of the project's directories. */
  path(directory: keyof Project["config"]["directories"], ...parts: readonly string[]): string {
    return join(directoriesIn(this.project)[directory], ...parts);
  }

  /** Tells which pushes of config files failed, and starts those that are due. */
  push(): void {
    for (const { directory, message = "", remedy } of this.pushes.review())
      this.notify({ level: "warn", address: relative(this.project.directory, directory), text: [message, remedy].filter(Boolean).join("\n  ") });
    this.pushes.start();
  }

  close(): void {
    this.pushes.start();
    this.hosts.close();
    this.functions.close();
    this.postprocessors.close();
    // One that can't be opened has nothing to close, and was told to who wanted it.
    for (const opened of this.#schedulers.values()) opened.then((scheduler) => scheduler.close()).catch(() => undefined);
    if (this.scratch !== undefined) rmSync(this.scratch, { recursive: true, force: true });
    this.project.ledger.close();
  }
}
