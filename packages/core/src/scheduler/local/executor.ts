import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";

import { AsimovError, signalGroup, signalProcess, systemCode } from "../../system/index.ts";
import { keyName, type JobExecutor, type JobKey, type JobReport, type JobStart } from "../../workflow/index.ts";
import { jobEnvironment, type SubmittedEnvironment } from "./environment.ts";
import { claim, discard, makeTry, recordEnded, recordLimit, recordNoStart } from "./job-records.ts";
import { launch } from "./launch.ts";
import { judge, type Judgement } from "./recovery.ts";
import { Sampler } from "./sampler.ts";
import { jobVariable, Strays } from "./strays.ts";

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

/** Runs jobs as processes of this machine. Each has a session of its own, so that it outlives this process. */
export class LocalExecutor implements JobExecutor {
  readonly #options: LocalExecutorOptions;
  /** Wrappers that this process started and that have not ended. */
  readonly #children = new Map<string, ChildProcess>();
  /** Wake us when a job of an earlier supervisor ends. */
  readonly #watchers = new Map<string, FSWatcher>();
  /** When (of `performance.now`) a try was asked to end. */
  readonly #asked = new Map<string, number>();
  /** Until when a wrapper that could not even claim its job is not started again. */
  readonly #resting = new Map<string, number>();
  readonly #strays = new Strays();
  readonly #sampler: Sampler;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LocalExecutorOptions) {
    this.#options = options;
    const { sampleSeconds: seconds, memoryTolerance: tolerance, wake } = options;
    const onProblem = (error: unknown): void => options.onProblem(undefined, error);
    const onOver = (directory: string, reason: string): void => {
      recordEnded(directory, { cause: "memory", reason });
      wake();
    };
    this.#sampler = new Sampler({ seconds, tolerance, onOver, onProblem });
  }

  async start({ key, job, continues }: JobStart): Promise<void> {
    const directory = this.#directory(key);
    if (this.#children.has(directory)) return;
    makeTry(directory);
    const { bring } = judge(directory);
    const scratch = join(this.#scratch(key), "job");
    const own = { [jobVariable]: directory, ...(job.transfer && { _CONDOR_SCRATCH_DIR: scratch }) };
    const environment = { ...jobEnvironment(job, this.#options.environmentOf(key.token)), ...own };
    if (job.request.memory !== undefined) recordLimit(directory, job.request.memory);
    const { wrapper } = this.#options;
    const child = launch({ wrapper, directory, claim: bring ?? "claim", job, environment, scratch, append: continues });
    if (child) return this.#follow(key.token, directory, child);
    recordNoStart(directory, "too-long");
    this.#options.wake();
  }

  async reports(keys: readonly JobKey[]): Promise<readonly JobReport[]> {
    return keys.map((key) => {
      const directory = this.#directory(key);
      const judgement = judge(directory);
      if (judgement.report.state === "ended") {
        if (!this.#isGone(directory)) return { state: "running" };
      } else if (judgement.report.state !== "absent") this.#attend(directory, judgement);
      else if (this.#children.has(directory) || performance.now() < (this.#resting.get(directory) ?? 0)) return { state: "running" };
      return judgement.report;
    });
  }

  async remove(keys: readonly JobKey[]): Promise<void> {
    for (const key of keys) this.#remove(this.#directory(key));
  }

  async forget(keys: readonly JobKey[]): Promise<void> {
    for (const key of keys) discard(this.#directory(key));
  }

  /** Ends everything that was ever started for `token`; true when nothing of it is left. For workflows whose journal cannot be read. */
  removeAll(token: string): boolean {
    const jobs = this.#options.jobsOf(token);
    const names = (existsSync(jobs) ? readdirSync(jobs) : []).filter((name) => !/\.(?:scratch|discarded)$/.test(name));
    return names.map((name) => this.#remove(join(jobs, name))).every(Boolean);
  }

  /** Lets go of the jobs: they go on without this process. */
  close(): void {
    this.#sampler.close();
    for (const watcher of this.#watchers.values()) watcher.close();
    for (const child of this.#children.values()) child.unref();
  }

  #remove(directory: string): boolean {
    const { report, group } = judge(directory);
    if (group) this.#end(directory, (signal) => signalGroup(group.pid, signal));
    else if (report.state === "absent") claim(directory);
    if (report.state === "ended") return this.#isGone(directory);
    this.#lookAgain();
    return false;
  }

  /** Whether nothing is left of an ended job, also not in other sessions; asks what is left to end. */
  #isGone(directory: string): boolean {
    const strays = this.#strays.of(directory);
    if (strays.length === 0) {
      this.#forget(directory);
      return true;
    }
    this.#end(`${directory} strays`, (signal) => strays.forEach((pid) => signalProcess(pid, signal)));
    this.#lookAgain();
    return false;
  }

  #follow(token: string, directory: string, child: ChildProcess): void {
    this.#children.set(directory, child);
    const done = (trouble?: string, cause?: unknown): void => {
      this.#children.delete(directory);
      this.#resting.set(directory, performance.now() + 1000);
      if (trouble !== undefined) this.#options.onProblem(token, new AsimovError("LOCAL_JOB_NOT_STARTED", { message: trouble, cause }));
      this.#options.wake();
    };
    child.once("exit", (code) => done(code === cannotRecord ? `the wrapper cannot write its records in ${directory}` : undefined));
    // No process could be made (too many, no memory): that may pass.
    child.once("error", (error) => done(`no process could be started: ${error.message}`, error));
  }

  #attend(directory: string, { group, leftovers, unwanted }: Judgement): void {
    if (group) this.#sampler.watch(directory, group);
    // The end of our own child wakes us: its wrapper may be about to leave.
    if (group && (unwanted || (leftovers && !this.#children.has(directory)))) this.#end(directory, (signal) => signalGroup(group.pid, signal));
    if (leftovers || unwanted) this.#lookAgain();
    if (this.#children.has(directory) || this.#watchers.has(directory)) return;
    try {
      this.#watchers.set(directory, watch(directory, this.#options.wake));
    } catch (error) {
      // No more watches, or a file system without them: the slow look finds it too.
      if (systemCode(error) === undefined) throw error;
    }
  }

  /** Asks processes to end, and after the grace ends them by force. `what` names them. */
  #end(what: string, send: (signal: NodeJS.Signals) => void): void {
    const asked = this.#asked.get(what);
    if (asked === undefined) {
      this.#asked.set(what, performance.now());
      send("SIGTERM");
      // A stopped process gets the other signal only when it goes on.
      send("SIGCONT");
    } else if (performance.now() - asked >= this.#options.graceSeconds * 1000) send("SIGKILL");
  }

  #forget(directory: string): void {
    this.#watchers.get(directory)?.close();
    for (const map of [this.#watchers, this.#asked, this.#resting]) map.delete(directory);
    this.#asked.delete(`${directory} strays`);
    this.#sampler.forget(directory);
  }

  /** Looks soon at what no event tells: one timer for all, or each look would start several. */
  #lookAgain(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
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
