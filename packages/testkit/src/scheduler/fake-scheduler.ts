import type { Observation, Scheduler, SchedulerAddress, SubmissionRequest } from "@asimov-gw/core/scheduler";
import { AsimovError, userName, type Clock } from "@asimov-gw/core/system";

import { Random } from "../random.ts";
import { succeeds, type Destined, type Fate } from "./fate.ts";
import { FakeJob } from "./job.ts";
import type { Forecast, Weather } from "./weather.ts";

/** How a {@link FakeScheduler} behaves. */
export interface FakeSchedulerOptions {
  readonly clock: Clock;
  /** `fake` when not given. */
  readonly name?: string;
  /** What happens to each submission; completed after 70 minutes when not given. */
  readonly fate?: (submission: Destined) => Fate;
  /** How it behaves itself; always clear when not given. */
  readonly weather?: Forecast;
  /** Seconds after which it knows nothing more of what has ended; never when not given. */
  readonly forgetsAfter?: number;
  /** How old its answers are in late weather, in seconds; 600 when not given. So long it may take, it says, until what it accepted shows up. */
  readonly lateBy?: number;
  /** Told what happens, in one line. */
  readonly log?: (line: string) => void;
  readonly seed?: string | number;
}

/** A scheduler in which jobs take virtual time and everything can go wrong that goes wrong in a real one. It counts what it is asked for. */
export class FakeScheduler implements Scheduler {
  /** Calls of the interface so far. */
  readonly calls: { submit: number; query: number; remove: number } = { submit: 0, query: 0, remove: 0 };
  readonly grace: number;
  /** How often each token was handed over and taken: more than once is once too often for a scheduler that can't tell. */
  readonly submissions: Map<string, number> = new Map();
  /** What must never happen, in words: two different jobs for one token, a second submission of an attempt, two jobs at work on one workflow. */
  readonly violations: string[] = [];
  readonly #jobs = new Map<string, FakeJob>();
  readonly #byFile = new Map<string, FakeJob[]>();
  readonly #byAttempt = new Map<string, string>();
  readonly #unsettled = new Set<FakeJob>();
  readonly #options: FakeSchedulerOptions;
  readonly #begin: number;

  constructor(options: FakeSchedulerOptions) {
    this.#options = options;
    this.grace = options.lateBy ?? 600;
    this.#begin = options.clock.now();
  }

  address(): SchedulerAddress {
    return { scheduler: this.#options.name ?? "fake", accessPoint: "simulation", pool: "", owner: userName() };
  }

  async submit(request: SubmissionRequest): Promise<{ readonly jobId: string }> {
    this.calls.submit += 1;
    this.settle();
    const weather = this.#weather();
    if (weather === "unreachable") throw outOfReach(this.address().scheduler);
    const job = this.#jobs.get(request.token) ?? this.#accept(request);
    this.submissions.set(request.token, (this.submissions.get(request.token) ?? 0) + 1);
    if (job.request.file !== request.file || job.request.directory !== request.directory)
      this.violations.push(`two different jobs for token ${request.token}: ${job.request.file} and ${request.file}`);
    // It has got through, and nobody hears of it.
    if (weather !== "clear" && weather !== "late" && weather !== "shuffled") throw tooLate(this.address().scheduler);
    return { jobId: job.jobId };
  }

  async query(tokens: readonly string[]): Promise<readonly Observation[]> {
    this.calls.query += 1;
    this.settle();
    const weather = this.#weather();
    if (weather === "unreachable") throw outOfReach(this.address().scheduler);
    if (weather === "timeout") throw tooLate(this.address().scheduler);
    if (weather === "empty") return [];
    const time = this.#options.clock.now() - (weather === "late" ? this.grace * 1000 : 0);
    const answers = tokens.map((token) => {
      const isKnown = weather !== "silent" && (weather !== "partial" || this.#random("partial", token).chance(0.5));
      return isKnown ? this.#observe(token, time) : { token, state: "unknown" as const, reason: "the scheduler does not say" };
    });
    return weather === "shuffled" ? this.#random("order", this.calls.query).shuffled(answers) : answers;
  }

  async remove(token: string): Promise<void> {
    this.calls.remove += 1;
    this.settle();
    const weather = this.#weather();
    if (weather === "unreachable" || weather === "timeout") throw outOfReach(this.address().scheduler);
    this.#jobs.get(token)?.remove(this.#options.clock.now());
  }

  /** Ends the hold of a submission. */
  async release(token: string): Promise<void> {
    this.#jobs.get(token)?.release(this.#options.clock.now());
  }

  /** What it knows of a submission itself, whatever the weather. */
  job(token: string): FakeJob | undefined {
    return this.#jobs.get(token);
  }

  /** Does what jobs did that have ended by now: their products lie there whether or not anybody asks. */
  settle(): void {
    const now = this.#options.clock.now();
    for (const job of this.#unsettled) {
      if (!job.settle(now)) continue;
      this.#unsettled.delete(job);
      this.#options.log?.(`${job.request.name}: ${job.observe(now).state}`);
    }
  }

  #accept(request: SubmissionRequest): FakeJob {
    const { clock, fate = () => succeeds() } = this.#options;
    const now = clock.now();
    const earlier = this.#byFile.get(request.file) ?? [];
    const alive = earlier.find(({ ended }) => ended > now);
    if (alive) this.violations.push(`${request.token} works on ${request.file} while ${alive.request.token} does`);
    const attempt = /^(.*\.workflow)\.\d+$/.exec(request.token)?.[1];
    const other = attempt === undefined ? undefined : this.#byAttempt.get(attempt);
    if (other !== undefined) this.violations.push(`${request.token}: its attempt was submitted as ${other} already`);
    if (attempt !== undefined) this.#byAttempt.set(attempt, request.token);
    const destined = { token: request.token, name: request.name, time: earlier.length + 1 };
    const job = new FakeJob(request, jobIdOf(request), now, fate(destined));
    this.#jobs.set(request.token, job);
    this.#byFile.set(request.file, [...earlier, job]);
    this.#unsettled.add(job);
    this.#options.log?.(`${request.name}: submitted as ${job.jobId}`);
    return job;
  }

  #observe(token: string, time: number): Observation {
    const job = this.#jobs.get(token);
    const reaches = Math.max(this.#begin, time - (this.#options.forgetsAfter ?? Infinity) * 1000);
    if (!job || job.submitted > time || job.ended < reaches) return { token, state: "absent", reaches: new Date(reaches).toISOString() };
    return job.observe(time);
  }

  #weather(): Weather {
    return this.#options.weather?.((this.#options.clock.now() - this.#begin) / 1000) ?? "clear";
  }

  #random(...keys: readonly (string | number)[]): Random {
    return new Random(this.#options.seed ?? 0, this.#options.clock.now(), ...keys);
  }
}

// From its token, not counted: what is submitted at the same time gets the same ids in any order.
function jobIdOf({ token }: SubmissionRequest): string {
  return `job-${token.slice(token.indexOf(".") + 1)}`;
}

function outOfReach(name: string): AsimovError {
  return new AsimovError("SCHEDULER_UNREACHABLE", { message: `scheduler "${name}" can't be reached: connection refused`, exitCode: 4 });
}

function tooLate(name: string): AsimovError {
  return new AsimovError("SCHEDULER_UNREACHABLE", { message: `scheduler "${name}" did not answer within 60 s`, exitCode: 4 });
}
