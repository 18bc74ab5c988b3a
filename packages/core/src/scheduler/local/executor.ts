import { existsSync, readdirSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";

import { AsimovError, signalGroup, systemCode } from "../../system/index.ts";
import { keyName, type JobExecutor, type JobKey, type JobOutcome, type JobReport, type JobStart } from "../../workflow/index.ts";
import {
  type SubmittedEnvironment,
  type Variables,
  claim,
  discardedSuffix,
  jobEnvironment,
  makeTry,
  recordEnded,
  recordLimit,
  recordNoStart,
  wrapperCommand,
} from "../../wrapper/index.ts";
import { Launcher } from "./launcher.ts";
import { judge, type Judgement } from "./recovery.ts";
import { Remains } from "./remains.ts";
import { Sampler } from "./sampler.ts";
import { jobVariable } from "./strays.ts";

/** What the executor needs of its supervisor. */
export interface LocalExecutorOptions {
  /** The wrapper that jobs run under. */
  readonly wrapper: string;
  /** The directory of the tries of a workflow. */
  readonly jobsOf: (token: string) => string;
  readonly environmentOf: (token: string) => SubmittedEnvironment;
  readonly graceSeconds: number;
  readonly sampleSeconds: number;
  readonly memoryTolerance: number;
  /** Called when the reports may have changed. */
  readonly wake: () => void;
  /** Told of what could not be done now and is tried again later. */
  readonly onProblem: (token: string | undefined, error: unknown) => void;
}

/** Exit code of `assets/job.sh` when it cannot write to its directory. */
const cannotRecord = 74;
/** Exit codes of a shell that cannot run a program (POSIX). */
const notRun: readonly (number | undefined)[] = [126, 127];
/** Characters of a command and its environment below which the system never finds them too long (execve(2)). */
const alwaysShort = 120_000;

/** Runs jobs as processes of this machine. Each has a session of its own, so that it outlives this process. */
export class LocalExecutor implements JobExecutor {
  readonly #options: LocalExecutorOptions;
  readonly #launcher: Launcher;
  /** Tries whose wrappers this process started and that have not ended. */
  readonly #started = new Set<string>();
  /** Those of which the sampler takes care, and that nobody wants to end: only their ends are news. */
  readonly #settled = new Set<string>();
  /** Wake us when a job of an earlier supervisor ends. */
  readonly #watchers = new Map<string, FSWatcher>();
  /** Until when a wrapper that could not even claim its job is not started again. */
  readonly #resting = new Map<string, number>();
  readonly #remains: Remains;
  readonly #sampler: Sampler;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LocalExecutorOptions) {
    this.#options = options;
    const { sampleSeconds: seconds, memoryTolerance: tolerance, wake } = options;
    const onProblem = (error: unknown): void => options.onProblem(undefined, error);
    const onOver = (directory: string, reason: string): void => {
      recordEnded(directory, { cause: "memory", reason });
      this.#settled.delete(directory);
      wake();
    };
    const onWait = (directory: string): void => {
      this.#settled.delete(directory);
      wake();
    };
    this.#launcher = new Launcher(onProblem);
    this.#remains = new Remains({ graceSeconds: options.graceSeconds, lookAgain: () => this.#lookAgain(), onProblem });
    this.#sampler = new Sampler({ seconds, tolerance, onOver, onWait, onProblem, straysOf: (directories) => this.#remains.processesOf(directories) });
  }

  async start({ key, job, continues }: JobStart): Promise<void> {
    const directory = this.#directory(key);
    if (this.#started.has(directory)) return;
    const { bring } = makeTry(directory) ? {} : judge(directory);
    const scratch = join(this.#scratch(key), "job");
    const submitted = this.#options.environmentOf(key.token);
    const own = { [jobVariable]: directory, ...(job.transfer && { _CONDOR_SCRATCH_DIR: job.container?.target ?? scratch }) };
    const environment = { ...jobEnvironment(job, submitted), ...own };
    if (job.request.memory !== undefined) recordLimit(directory, job.request.memory);
    const { wrapper } = this.#options;
    const command = wrapperCommand({ wrapper, directory, claim: bring ?? "claim", job, environment, submitted, scratch, append: continues });
    this.#launcher.start(command, environment, (code) => this.#wrapperEnded(key.token, directory, code, lengthOf(command, environment)));
    this.#started.add(directory);
    // Nobody tells when it has begun.
    this.#lookAgain();
  }

  async reports(keys: readonly JobKey[]): Promise<readonly JobReport[]> {
    return keys.map((key) => {
      const directory = this.#directory(key);
      if (this.#started.has(directory) && this.#settled.has(directory)) return { state: "running" };
      const judgement = judge(directory);
      if (judgement.report.state === "ended") {
        // Its wrapper may still be there, whose end wakes us.
        if (this.#started.has(directory)) return { state: "running" };
        // What a job that went well has left behind is ended beside what follows it; one that failed may run again at once.
        if (!isGood(judgement.report.outcome) && !this.#remains.areGone(directory)) return { state: "running" };
      } else if (judgement.report.state !== "absent") this.#attend(directory, judgement);
      else if (this.#started.has(directory)) {
        this.#lookAgain();
        return { state: "running" };
      } else if (performance.now() < (this.#resting.get(directory) ?? 0)) return { state: "running" };
      return judgement.report;
    });
  }

  async remove(keys: readonly JobKey[]): Promise<void> {
    for (const key of keys) this.#remove(this.#directory(key));
  }

  async forget(keys: readonly JobKey[]): Promise<void> {
    for (const key of keys) {
      const directory = this.#directory(key);
      this.#forget(directory);
      this.#remains.leave(directory);
    }
  }

  /** Ends everything that was ever started for `token` and is not known to be gone; true when nothing of it is left. */
  removeAll(token: string): boolean {
    const jobs = this.#options.jobsOf(token);
    const names = (existsSync(jobs) ? readdirSync(jobs) : []).filter((name) => !name.endsWith(".scratch"));
    const gone = names.map((name) => {
      const directory = join(jobs, name);
      return name.endsWith(discardedSuffix) ? this.#remains.areGone(directory.slice(0, -discardedSuffix.length)) : this.#remove(directory);
    });
    return gone.every(Boolean);
  }

  /** Lets go of the jobs: they go on without this process. */
  close(): void {
    this.#sampler.close();
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#launcher.close();
  }

  #remove(directory: string): boolean {
    const { report, group } = judge(directory);
    if (group) this.#remains.end(directory, (signal) => signalGroup(group.pid, signal));
    else if (report.state === "absent") claim(directory);
    if (report.state === "ended") return this.#remains.areGone(directory);
    this.#lookAgain();
    return false;
  }

  #wrapperEnded(token: string, directory: string, code: number | undefined, length: number): void {
    this.#started.delete(directory);
    this.#resting.set(directory, performance.now() + 1000);
    if (code === cannotRecord) this.#tellNotStarted(token, `the wrapper cannot write its records in ${directory}`);
    // No memory, or a system without the programs: that may pass.
    if (notRun.includes(code) && length <= alwaysShort) this.#tellNotStarted(token, `the wrapper could not be run for ${directory}`);
    else if (notRun.includes(code)) this.#recordTooLong(token, directory);
    this.#options.wake();
  }

  #recordTooLong(token: string, directory: string): void {
    try {
      recordNoStart(directory, "too-long");
    } catch (error) {
      // Such as a full disk: it is started, and refused by the system, again.
      this.#options.onProblem(token, error);
    }
  }

  #tellNotStarted(token: string, message: string): void {
    this.#options.onProblem(token, new AsimovError("JOB_NOT_STARTED", { message, remedy: "It is tried again." }));
  }

  #attend(directory: string, { report, group, leftovers, unwanted }: Judgement): void {
    if (group) {
      this.#sampler.watch(directory, group);
      if (unwanted || report.state === "held") this.#settled.delete(directory);
      else this.#settled.add(directory);
    }
    // The end of our own child wakes us: its wrapper may be about to leave.
    if (group && (unwanted || (leftovers && !this.#started.has(directory)))) this.#remains.end(directory, (signal) => signalGroup(group.pid, signal));
    if (!group || leftovers || unwanted) this.#lookAgain();
    if (this.#started.has(directory) || this.#watchers.has(directory)) return;
    try {
      this.#watchers.set(directory, watch(directory, this.#options.wake));
    } catch (error) {
      // No more watches, or a file system without them: the slow look finds it too.
      if (systemCode(error) === undefined) throw error;
    }
  }

  #forget(directory: string): void {
    this.#watchers.get(directory)?.close();
    this.#remains.forget(directory);
    for (const known of [this.#watchers, this.#resting, this.#settled]) known.delete(directory);
    this.#sampler.forget(directory);
  }

  /** Looks soon at what no event tells: one timer for all, or each look would start several. */
  #lookAgain(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#remains.sweep();
      this.#options.wake();
    }, 50).unref();
  }

  #directory(key: JobKey): string {
    return join(this.#options.jobsOf(key.token), keyName(key));
  }

  /** The same for all runs of a try, so that one can go on from the checkpoint of the one before; the wrapper empties it for one that does not. */
  #scratch(key: JobKey): string {
    return join(this.#options.jobsOf(key.token), `${keyName({ ...key, run: 0 })}.scratch`);
  }
}

function isGood({ cause, exitCode }: JobOutcome): boolean {
  return cause === "exit" && exitCode === 0;
}

function lengthOf(command: readonly string[], environment: Variables): number {
  return [...command, ...Object.entries(environment).flat()].reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0);
}
