import { existsSync } from "node:fs";
import { join } from "node:path";

import { keyName, type JobKey, type JobReport } from "@asimov-gw/core/workflow";

import { isClosed, isRemoved, lastAttempt, readOutcome } from "./attempts.ts";
import { Batches, type Handed } from "./batches.ts";
import { beforeItBegan, nextClaim } from "./conclude.ts";
import type { Intake } from "./intake.ts";

/** Where in Slurm a job is. */
export interface HandedLook extends Handed {
  readonly token: string;
  /** The path of the job, and of its last attempt. */
  readonly directory: string;
  readonly attempt: string;
  readonly number: number;
  readonly removed: boolean;
  /** For what room its outputs wait, and when (of `performance.now()`) Slurm was asked before that was looked for. */
  room?: string | undefined;
  roomAt?: number | undefined;
}

/** Whether only Slurm can say what is to be reported of a job. */
export function isHanded(look: JobReport | HandedLook): look is HandedLook {
  return "batch" in look;
}

/** What is written down of jobs: how they ended, and which attempt of them went where. */
export class Tries {
  readonly #jobsOf: (token: string) => string;
  readonly #intake: Intake;
  readonly #batches = new Map<string, Batches>();
  /** Those in Slurm's hands, by the path of the job: thousands of them need no look at the file system each time. */
  readonly #handed = new Map<string, HandedLook>();
  /** By the path of a job: the name by which a wrapper is to bring back the files of the job, which has ended, and whose wrapper has died. */
  readonly #bring = new Map<string, string>();

  constructor(jobsOf: (token: string) => string, intake: Intake) {
    this.#jobsOf = jobsOf;
    this.#intake = intake;
  }

  /** The path of a job. */
  directory(token: string, name: string): string {
    return join(this.#jobsOf(token), name);
  }

  /** The submissions to Slurm of a token. */
  batchesOf(token: string): Batches {
    const known = this.#batches.get(token) ?? new Batches(this.#jobsOf(token), token);
    this.#batches.set(token, known);
    return known;
  }

  /** What can be said of a job without asking Slurm, or where in Slurm it is. */
  look(token: string, name: string): JobReport | HandedLook {
    const directory = this.directory(token, name);
    const known = this.#handed.get(directory);
    if (known) return known;
    if (!existsSync(directory)) return { state: "absent" };
    const outcome = readOutcome(directory);
    if (outcome) return { state: "ended", outcome };
    const removed = isRemoved(directory);
    const number = lastAttempt(directory);
    const attempt = join(directory, String(number));
    const waits = this.#intake.waitsFor(token, `${name}/${number}`);
    if (!removed && this.#intake.has(token, `${name}/${number}`)) return { state: "running", ...(waits !== undefined && { waits }) };
    const handed = this.batchesOf(token).find(`${name}/${number}`);
    if (handed && (removed || !isClosed(attempt, handed.task.claim))) {
      const look = { ...handed, token, directory, attempt, number, removed };
      this.#handed.set(directory, look);
      return look;
    }
    return removed ? { state: "ended", outcome: beforeItBegan } : { state: "absent" };
  }

  /** How many attempts of a job Slurm is known to have got. */
  handedOver(token: string, name: string): number {
    const numbers = Array.from({ length: lastAttempt(this.directory(token, name)) }, (_, index) => index + 1);
    return numbers.filter((number) => this.batchesOf(token).find(`${name}/${number}`)?.batch.id !== undefined).length;
  }

  /** Which attempt a job is to be handed over as; undefined when Slurm has it already, or is just getting it. */
  next(key: JobKey): { readonly number: number; readonly claim: string } | undefined {
    const directory = this.directory(key.token, keyName(key));
    const number = lastAttempt(directory);
    const attempt = `${keyName(key)}/${number}`;
    if (number === 0) return { number: 1, claim: "claim" };
    if (this.#intake.has(key.token, attempt)) return undefined;
    const handed = this.batchesOf(key.token).find(attempt);
    if (!handed) return { number, claim: "claim" };
    const bring = this.#bring.get(directory);
    if (bring !== undefined) return { number, claim: bring };
    const { claim } = handed.task;
    if (!isClosed(join(directory, String(number)), claim)) return undefined;
    // One that was to bring files back is followed by another that does.
    return claim === "claim" ? { number: number + 1, claim } : { number, claim: nextClaim(claim) };
  }

  /** Lets a job be looked at anew, since something was written down of it; `bring` is the claim under which its files are to be brought back next. */
  outdate(directory: string, bring?: string): void {
    this.#handed.delete(directory);
    if (bring === undefined) this.#bring.delete(directory);
    else this.#bring.set(directory, bring);
  }

  /** Forgets a job. */
  forget(token: string, name: string): void {
    const directory = this.directory(token, name);
    for (let number = lastAttempt(directory); number > 0; number--) {
      this.batchesOf(token).forget(`${name}/${number}`);
      this.#intake.remove(token, `${name}/${number}`);
    }
    this.outdate(directory);
  }
}
