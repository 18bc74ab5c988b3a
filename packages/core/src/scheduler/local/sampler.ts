import type { ProcessIdentity } from "../../system/index.ts";
import { readLimit, recordUsage, waitsFor, type Usage } from "../../wrapper/index.ts";
import { sessionUsage, sharedMemory, type SessionUsage } from "./usage.ts";

/** What a {@link Sampler} needs. */
export interface SamplerOptions {
  /** Between two looks, at least. */
  readonly seconds: number;
  /** A job may hold so many times what it asked for. */
  readonly tolerance: number;
  /** Called with the directory of a job that holds more, and why it is to end. */
  readonly onOver: (directory: string, reason: string) => void;
  /** Called with the directory of a job that waits for room, when that is first seen. */
  readonly onWait: (directory: string) => void;
  readonly onProblem: (error: unknown) => void;
  /** The processes of the jobs with these directories in whatever sessions, by the directory. */
  readonly straysOf: (directories: readonly string[]) => ReadonlyMap<string, readonly number[]>;
}

/** Looks now and then at what running jobs take, and writes it into their records. */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #jobs = new Map<string, Sampled>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  /** Looks at the job with this directory from now on. */
  watch(directory: string, leader: ProcessIdentity): void {
    if (this.#jobs.has(directory)) return;
    this.#jobs.set(directory, { leader, limit: readLimit(directory), peak: 0, told: { memory: 0, cpuSeconds: 0 }, waits: false });
    this.#schedule(this.#options.seconds);
  }

  forget(directory: string): void {
    this.#jobs.delete(directory);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #schedule(seconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const begun = performance.now();
      try {
        this.#look();
      } catch (error) {
        // Such as too many open files: told, and tried again at the next look.
        this.#options.onProblem(error);
      }
      // Looking takes a quarter of a hundredth of a core at most.
      if (this.#jobs.size > 0) this.#schedule(Math.max(this.#options.seconds, ((performance.now() - begun) / 1000) * 400));
    }, seconds * 1000).unref();
  }

  #look(): void {
    const jobs = [...this.#jobs];
    const strays = this.#options.straysOf([...this.#jobs.keys()]);
    const known = jobs.flatMap(([directory, { leader }]) => (strays.get(directory) ?? []).map((pid) => [pid, leader.pid] as const));
    const usages = sessionUsage(
      jobs.map(([, { leader }]) => leader),
      new Map(known),
    );
    for (const [index, [directory, job]] of jobs.entries()) {
      try {
        this.#note(directory, job, usages[index]!);
        if (job.waits || waitsFor(directory) === undefined) continue;
        job.waits = true;
        this.#options.onWait(directory);
      } catch (error) {
        // Such as a full disk: told, and tried again at the next look.
        this.#options.onProblem(error);
      }
    }
  }

  #note(directory: string, job: Sampled, { memory, cpuSeconds, pids }: SessionUsage): void {
    const most = (job.limit ?? Infinity) * this.#options.tolerance;
    const held = memory > most ? sharedMemory(pids) : memory;
    job.peak = Math.max(job.peak, held);
    if (held > most) this.#options.onOver(directory, `it held ${Math.round(held)} MiB of memory and had asked for ${Math.round(job.limit ?? 0)} MiB`);
    const usage: Usage = { memory: Math.round(job.peak), cpuSeconds: Math.max(cpuSeconds, job.told.cpuSeconds) };
    if (usage.memory <= job.told.memory * 1.01 && usage.cpuSeconds < job.told.cpuSeconds + 10) return;
    if (usage.memory === 0) return;
    recordUsage(directory, usage);
    job.told = usage;
  }
}

interface Sampled {
  readonly leader: ProcessIdentity;
  /** MiB that it asked for. */
  readonly limit: number | undefined;
  /** MiB that it held at most. */
  peak: number;
  /** What its records say. */
  told: Usage;
  /** It was seen to wait for room. */
  waits: boolean;
}
