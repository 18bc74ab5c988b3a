import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

import { keyName, type JobDescription, type JobExecutor, type JobKey, type JobReport, type JobStart } from "@asimov-gw/core/workflow";
import {
  clear,
  discard,
  discardedSuffix,
  jobEnvironment,
  makeTry,
  waitsFor,
  wrapperCommand,
  type SubmittedEnvironment,
  type Variables,
} from "@asimov-gw/core/wrapper";

import { close, isRemoved, lastAttempt, makeAttempt, markRemoved, readOutcome, recordOutcome } from "./attempts.ts";
import { namePrefix } from "./batches.ts";
import { cancel } from "./cancel.ts";
import { conclude, isOfItsNode } from "./conclude.ts";
import { Intake } from "./intake.ts";
import type { NodeState } from "./nodes.ts";
import { QueueAnswer } from "./queue.ts";
import { launchText, RequestError, requestOptions } from "./script.ts";
import type { SlurmSettings } from "./settings.ts";
import { Sight, type Accounts } from "./sight.ts";
import { reportOf } from "./states.ts";
import type { Tools } from "./tools.ts";
import { isHanded, Tries, type HandedLook } from "./tries.ts";
import { slurmEnd, type SlurmEnd } from "./verdict.ts";

/** What the executor needs of its engine. */
export interface SlurmExecutorOptions {
  readonly settings: SlurmSettings;
  readonly tools: Tools;
  /** The wrapper that jobs run under, on a file system that the nodes share. */
  readonly wrapper: string;
  /** A copy of `assets/task.sh` of this package: Slurm reads it when something is submitted. */
  readonly script: string;
  /** The directory of the jobs of a workflow, on a file system that the nodes share. It must exist. */
  readonly jobsOf: (token: string) => string;
  readonly environmentOf: (token: string) => SubmittedEnvironment;
  /** Called when the reports may have changed. */
  readonly wake: () => void;
  /** Told of what could not be done now and is tried again later. */
  readonly onProblem: (token: string | undefined, error: unknown) => void;
}

/** Variables by which Slurm tells a job which devices are its own. */
const deviceVariables: readonly string[] = ["CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"];

/** Runs jobs through Slurm. What the wrapper records of a job on the shared file system is what counts; Slurm tells what became of those that left nothing. */
export class SlurmExecutor implements JobExecutor {
  readonly #options: SlurmExecutorOptions;
  readonly #sight: Sight;
  readonly #intake: Intake;
  readonly #tries: Tries;
  /** By the path of an attempt: when (of `performance.now()`) it was first seen that Slurm has not got it any more. */
  readonly #gone = new Map<string, number>();
  /** By the path of an attempt: when (of `performance.now()`) Slurm was last asked to end it. */
  readonly #cancelled = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #handOver: NodeJS.Timeout | undefined;

  constructor(options: SlurmExecutorOptions) {
    this.#options = options;
    const { tools, settings, script } = options;
    this.#sight = new Sight(tools, settings, (error) => options.onProblem(undefined, error));
    this.#intake = new Intake({ tools, settings, script, facts: () => this.#sight.facts(), onProblem: options.onProblem });
    this.#tries = new Tries(options.jobsOf, this.#intake);
  }

  async start({ key, job, continues }: JobStart): Promise<void> {
    const directory = this.#directory(key);
    makeTry(directory);
    if (isRemoved(directory) || readOutcome(directory)) return;
    const place = this.#tries.next(key);
    if (!place) return;
    const attempt = makeAttempt(directory, place.number);
    const task = {
      attempt: `${keyName(key)}/${place.number}`,
      claim: place.claim,
      success: job.successExitCode ?? 0,
      checkpoint: job.checkpointExitCode,
    };
    try {
      const options = requestOptions(job, this.#options.settings);
      const launch = this.#launchText({ key, job, continues }, attempt, place.claim);
      const refuse = (reason: string): void => this.#refuse(directory, attempt, place.claim, reason);
      const token = key.token;
      this.#intake.add({ token, batches: this.#tries.batchesOf(token), task: { ...task, length: launch.length }, launch, options, refuse });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#refuse(directory, attempt, place.claim, error.message);
      return this.#options.wake();
    }
    this.#tries.outdate(directory);
    // Those that start now come at once.
    this.#handOver ??= setTimeout(() => {
      this.#handOver = undefined;
      this.#intake.flush().then(this.#options.wake, (error) => this.#options.onProblem(key.token, error));
    }, 50).unref();
  }

  async reports(keys: readonly JobKey[]): Promise<readonly JobReport[]> {
    if (keys.length === 0) return [];
    await this.#intake.flush();
    const looks = keys.map((key) => this.#tries.look(key.token, keyName(key)));
    const handed = looks.filter(isHanded);
    if (handed.length > 0 || this.#intake.size > 0) this.#lookAgain();
    const answer = handed.length === 0 ? nothing : await this.#sight.queue();
    const seen = new Map(handed.map((look) => [look, this.#inQueue(look, answer)]));
    const gone = handed.filter((look) => seen.get(look) === undefined);
    const accounts = await this.#sight.accounts(gone.map(({ batch }) => batch));
    const ends = new Map(gone.map((look) => [look, endIn(look, answer, accounts)]));
    const nodes = await this.#sight.nodes([...ends.values()].flatMap((end) => (isOfItsNode(end) ? (end.usage.host ?? []) : [])));
    return looks.map((look) => (isHanded(look) ? (seen.get(look) ?? this.#conclude(look, ends.get(look)!, { answer, accounts, nodes })) : look));
  }

  async remove(keys: readonly JobKey[]): Promise<void> {
    for (const key of keys) makeTry(this.#directory(key));
    await this.#remove(keys.map((key) => [key.token, keyName(key)]));
  }

  async forget(keys: readonly JobKey[]): Promise<void> {
    for (const key of keys) {
      const directory = this.#directory(key);
      for (let number = lastAttempt(directory); number > 0; number--)
        for (const known of [this.#gone, this.#cancelled]) known.delete(join(directory, String(number)));
      this.#tries.forget(key.token, keyName(key));
      discard(directory);
    }
  }

  /** Ends everything that was ever started for `token` and is not known to be gone; true when nothing of it is left. */
  async removeAll(token: string): Promise<boolean> {
    const jobs = this.#options.jobsOf(token);
    const names = existsSync(jobs) ? readdirSync(jobs) : [];
    for (const name of names) if (name.endsWith(discardedSuffix)) clear(join(jobs, name.slice(0, -discardedSuffix.length)));
    await this.#remove(names.filter((name) => !/\.(?:scratch|batch|discarded)$/.test(name)).map((name) => [token, name]));
    const { rows } = await this.#sight.queue();
    const left = [...rows].filter(([name, own]) => name.startsWith(namePrefix(token)) && own.some((row) => reportOf(row)));
    if (left.length > 0) this.#lookAgain();
    return left.length === 0;
  }

  /** Lets go of the jobs: they go on without this process. */
  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#handOver);
  }

  #launchText({ key, job, continues }: JobStart, directory: string, claim: string): string {
    const { environmentOf, jobsOf, wrapper } = this.#options;
    const submitted = environmentOf(key.token);
    // The same for all runs of a try, so that one can go on from the checkpoint of the one before.
    const scratch = join(jobsOf(key.token), `${keyName({ ...key, run: 0 })}.scratch`, "job");
    const own = { ASIMOV_JOB: directory, ...(job.transfer && { _CONDOR_SCRATCH_DIR: job.container?.target ?? scratch }) };
    const environment = { ...withoutDevices(job, jobEnvironment(job, submitted)), ...own };
    const command = wrapperCommand({ wrapper, directory, claim, job, environment, submitted, scratch, append: continues });
    return launchText(directory, environment, command);
  }

  /** What is to be reported of a job that Slurm has, or has got after it was asked. */
  #inQueue(look: HandedLook, answer: QueueAnswer): JobReport | undefined {
    const { token, attempt, batch, index } = look;
    if (batch.sentAt !== undefined && answer.at < batch.sentAt) return { state: "running" };
    const row = answer.lookUp(batch.name, index);
    const id = answer.rows.get(batch.name)?.[0]?.id;
    if (batch.id === undefined && id !== undefined) this.#tries.batchesOf(token).confirm(batch, id);
    const report = row && reportOf(row);
    if (report?.state === "running" && look.roomAt !== answer.at) {
      look.room = waitsFor(attempt);
      look.roomAt = answer.at;
    }
    if (report?.state !== "running" || look.room === undefined) return report;
    return { state: "held", reason: `it has ended, and its outputs wait for room: ${look.room}` };
  }

  /** What is to be reported of a job that Slurm has not got any more. */
  #conclude(look: HandedLook, end: SlurmEnd, { answer, accounts, nodes }: Seen): JobReport {
    const { directory, attempt, batch } = look;
    if (!existsSync(attempt)) {
      // Somebody has removed its records.
      this.#tries.outdate(directory);
      return { state: "absent" };
    }
    const since = this.#gone.get(attempt) ?? performance.now();
    this.#gone.set(attempt, since);
    const asked = Date.now() - (performance.now() - answer.at);
    // It may have been under way for minutes.
    const doubtful = batch.sentAt === undefined ? asked - batch.at : answer.at - batch.sentAt;
    const facts = {
      end,
      node: end.usage.host === undefined ? undefined : nodes.get(end.usage.host),
      seconds: (performance.now() - since) / 1000,
      doubtfulSeconds: batch.id === undefined ? doubtful / 1000 : undefined,
      handedOver: this.#tries.handedOver(look.token, basename(directory)),
    };
    const conclusion = conclude({ ...look, ...accounts, ...facts }, this.#options.settings);
    if (conclusion.kind === "wait") return { state: "running" };
    if (conclusion.kind === "held") return { state: "held", reason: conclusion.reason };
    this.#tries.outdate(directory, conclusion.kind === "bring" ? conclusion.claim : undefined);
    if (conclusion.kind !== "ended") return { state: "absent" };
    const { outcome } = conclusion;
    recordOutcome(directory, outcome);
    return { state: "ended", outcome };
  }

  async #remove(jobs: readonly (readonly [string, string])[]): Promise<void> {
    const looks = jobs.map(([token, name]) => {
      const directory = this.#tries.directory(token, name);
      if (!readOutcome(directory) && !isRemoved(directory)) markRemoved(directory);
      this.#intake.remove(token, `${name}/${lastAttempt(directory)}`);
      this.#tries.outdate(directory);
      return this.#tries.look(token, name);
    });
    const due = looks.filter(isHanded).filter((look) => look.batch.id !== undefined && this.#mayCancel(look));
    for (const { attempt, task } of looks.filter(isHanded)) close(attempt, task.claim);
    for (const [batch, these] of Map.groupBy(due, (look) => look.batch)) {
      await cancel(
        this.#options.tools,
        batch,
        these.map(({ index }) => index),
      );
      for (const { attempt } of these) this.#cancelled.set(attempt, performance.now());
      this.#sight.outdate();
    }
  }

  #mayCancel({ attempt }: HandedLook): boolean {
    const last = this.#cancelled.get(attempt);
    return last === undefined || performance.now() - last > this.#options.settings.retrySeconds * 1000;
  }

  #refuse(directory: string, attempt: string, claim: string, reason: string): void {
    if (close(attempt, claim)) recordOutcome(directory, { cause: "start", reason: `Slurm does not take it: ${reason}` });
  }

  /** Nobody tells what happens in Slurm: it is asked again after a while. */
  #lookAgain(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#options.wake();
    }, this.#options.settings.pollSeconds * 1000).unref();
  }

  #directory(key: JobKey): string {
    return this.#tries.directory(key.token, keyName(key));
  }
}

function endIn({ batch, index }: HandedLook, answer: QueueAnswer, accounts: Accounts): SlurmEnd {
  const row = answer.lookUp(batch.name, index);
  const account = accounts.of(batch, index);
  // A task that has begun is one of the accounting; without that, what is forgotten may have failed as well.
  const takenOut = !row && !account && answer.rows.has(batch.name) && accounts.isKept && !accounts.isSilent;
  return slurmEnd(row, account, takenOut);
}

/** What Slurm has said at one look. */
interface Seen {
  readonly answer: QueueAnswer;
  readonly accounts: Accounts;
  readonly nodes: ReadonlyMap<string, NodeState>;
}

const nothing = new QueueAnswer(-Infinity, []);

function withoutDevices({ extra }: JobDescription, environment: Variables): Variables {
  if (extra["request_gpus"] === undefined) return environment;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !deviceVariables.includes(name)));
}
