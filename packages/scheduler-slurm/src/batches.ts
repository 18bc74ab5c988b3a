import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isRecord, readIfExists, sha256, writeAtomic } from "@asimov-gw/core/system";
import { discard } from "@asimov-gw/core/wrapper";

/** What is to be known of a job that is in Slurm's hands. */
export interface BatchTask {
  /** The path of its attempt below the directory of the jobs: `NAME/1`. */
  readonly attempt: string;
  /** The name under which its wrapper claims it. */
  readonly claim: string;
  readonly success: number;
  readonly checkpoint?: number | undefined;
  /** How many characters its command and environment have. */
  readonly length: number;
}

/** Jobs that went to Slurm in one submission. */
export interface Batch {
  readonly directory: string;
  /** The name of the job in Slurm, which no other submission has. */
  readonly name: string;
  /** When it was written down, in milliseconds since 1970. */
  readonly at: number;
  readonly tasks: readonly BatchTask[];
  /** The id in Slurm, once that has answered. */
  id?: string | undefined;
  /** When its submission was over, of `performance.now()`; not for those of an earlier process. */
  sentAt?: number | undefined;
}

/** One job of a batch; its number where it is a task of an array. */
export interface Handed {
  readonly batch: Batch;
  readonly task: BatchTask;
  readonly index: number | undefined;
}

const suffix = ".batch";

/** What the names of all jobs of a submission begin with in Slurm. */
export function namePrefix(token: string): string {
  return `asimov-${sha256(token).slice(0, 10)}-`;
}

/** The submissions to Slurm of one token, as they are written down beside its jobs: before anything is handed over, so that no crash loses one. */
export class Batches {
  readonly #jobs: string;
  readonly #prefix: string;
  readonly #byAttempt = new Map<string, Handed>();
  readonly #left = new Map<Batch, number>();

  constructor(jobs: string, token: string) {
    this.#jobs = jobs;
    this.#prefix = namePrefix(token);
    const names = existsSync(jobs) ? readdirSync(jobs).filter((name) => name.endsWith(suffix)) : [];
    const batches = names.flatMap((name) => readBatch(join(jobs, name)) ?? []);
    for (const batch of batches.toSorted((a, b) => a.at - b.at)) this.#add(batch);
  }

  /** Where this attempt of a job went. */
  find(attempt: string): Handed | undefined {
    return this.#byAttempt.get(attempt);
  }

  /** Writes down a submission of these jobs, each with its launch file. */
  create(jobs: readonly { readonly task: BatchTask; readonly launch: string }[], now: number = Date.now()): Batch {
    const number = randomBytes(6).toString("hex");
    const directory = join(this.#jobs, `${number}${suffix}`);
    mkdirSync(directory, { mode: 0o700 });
    for (const [index, { launch }] of jobs.entries()) writeFileSync(join(directory, String(index)), launch, { mode: 0o600 });
    const batch: Batch = { directory, name: `${this.#prefix}${number}`, at: now, tasks: jobs.map(({ task }) => task) };
    const { name, at, tasks } = batch;
    writeAtomic(join(directory, "batch.json"), JSON.stringify({ name, at, tasks }), 0o600);
    this.#add(batch);
    return batch;
  }

  /** Writes down under which id Slurm has a submission. */
  confirm(batch: Batch, id: string): void {
    writeAtomic(join(batch.directory, "id"), id, 0o600);
    batch.id = id;
  }

  /** Takes back a submission that was never made. */
  drop(batch: Batch): void {
    for (const { attempt } of batch.tasks) if (this.#byAttempt.get(attempt)?.batch === batch) this.#byAttempt.delete(attempt);
    this.#left.delete(batch);
    discard(batch.directory);
  }

  /** Forgets a job; the records of a submission go with the last one of it. */
  forget(attempt: string): void {
    const handed = this.#byAttempt.get(attempt);
    if (!handed) return;
    this.#byAttempt.delete(attempt);
    this.#release(handed.batch);
  }

  #add(batch: Batch): void {
    this.#left.set(batch, batch.tasks.length);
    for (const [index, task] of batch.tasks.entries()) {
      const before = this.#byAttempt.get(task.attempt);
      this.#byAttempt.set(task.attempt, { batch, task, index: batch.tasks.length === 1 ? undefined : index });
      if (before) this.#release(before.batch);
    }
  }

  #release(batch: Batch): void {
    const left = (this.#left.get(batch) ?? 1) - 1;
    this.#left.set(batch, left);
    if (left > 0) return;
    this.#left.delete(batch);
    discard(batch.directory);
  }
}

// Without its last file it was never handed over.
function readBatch(directory: string): Batch | undefined {
  const text = readIfExists(join(directory, "batch.json"));
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || !Array.isArray(value["tasks"])) return undefined;
  return { ...(value as unknown as Pick<Batch, "name" | "at" | "tasks">), directory, id: readIfExists(join(directory, "id")) };
}
