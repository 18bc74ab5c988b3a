import { sha256, slug } from "../../system/index.ts";
import type { JobDescription } from "../types.ts";

/** What runs for a node: one of its jobs by its process number (its sub-workflow is 0), or one of its scripts. */
export type Part = number | "pre" | "post" | "hold";

/** Names one run of one part of a node for ever: a runner that starts again asks by it about the same job. */
export interface JobKey {
  /** The token of the workflow's submission, also for the jobs of its sub-workflows. */
  readonly token: string;
  /** The sub-workflow that the node belongs to, by the tries of the nodes that lead to it (`SD.1/INNER.2`); not given in the workflow itself. */
  readonly within?: string | undefined;
  readonly node: string;
  /** The try of the node with all its parts. Counts from 1. */
  readonly try: number;
  readonly part: Part;
  /** A part runs again within a try after a checkpoint, a loss, a retry of the job alone, or a script's wish. Counts from 1. */
  readonly run: number;
}

/** How one run of a job ended. */
export interface JobOutcome {
  /**
   * `exit` and `signal`: the job ran and left an exit code. `start`: it could not be started.
   * `lost`: its processes are gone and nobody saw how they ended. `memory`: it was ended, since it used more memory than it had asked for.
   * `time`: it was ended, since it had reached its time limit. `output`: it ended well, but what it was to write was not there, or could not be brought to its place.
   */
  readonly cause: "exit" | "signal" | "lost" | "start" | "memory" | "time" | "output";
  /** Exit code, or 128 + the number of the signal that ended it. */
  readonly exitCode?: number | undefined;
  /** Seconds of CPU used by the job and the descendants it waited for. */
  readonly cpuSeconds?: number | undefined;
  /** Seconds by the clock, where it is not the time between its start and its end: a sub-workflow is as long as its jobs together. */
  readonly wallSeconds?: number | undefined;
  /** The machine it ran on, where the executor knows. */
  readonly host?: string | undefined;
  /** MiB that its processes held together at most, as far as somebody looked. */
  readonly memory?: number | undefined;
  /** Why it ended so, for people: where the exit code does not say it. */
  readonly reason?: string | undefined;
}

/**
 * What an executor knows of one job. `absent`: nothing of it has run yet, it may be started with the same key. `running`: it runs, or `waits` in the
 * engine's queue for what that names, for people. `held`: it waits for a person, or for its cause to go away, and has not ended.
 */
export type JobReport =
  | { readonly state: "absent" }
  | { readonly state: "running"; readonly waits?: string | undefined }
  | { readonly state: "held"; readonly reason: string }
  | { readonly state: "ended"; readonly outcome: JobOutcome };

/** One job to start. */
export interface JobStart {
  readonly key: JobKey;
  readonly job: JobDescription;
  /** The job goes on from its own checkpoint: what it wrote to its output files stays. */
  readonly continues: boolean;
}

/**
 * Runs single jobs for the runner. It remembers every job by its key until it is told to forget it. What is asked of one is what
 * `executorConformance` of `@asimov-gw/testkit` tests.
 */
export interface JobExecutor {
  /** Starts a job. A second start with the same key, even by another process after a crash, never makes it run twice. */
  start(request: JobStart): Promise<void>;
  /** One report for each key, in the order given. Throws when it cannot say. */
  reports(keys: readonly JobKey[]): Promise<readonly JobReport[]>;
  /** Ends jobs and all their processes, and keeps absent ones from starting. Called again until the reports say that they have ended. */
  remove(keys: readonly JobKey[]): Promise<void>;
  /** Drops what is known of jobs whose end is journalled; nobody asks about them again. */
  forget(keys: readonly JobKey[]): Promise<void>;
}

/** The name of one run of a part as a path component, unique in its submission. */
export function keyName(key: JobKey): string {
  const name = `${nodeName(key.node)}.${key.try}.${key.part}.${key.run}`;
  return key.within === undefined ? name : `${name}.in-${sha256(key.within).slice(0, 12)}`;
}

/** The name of a try of a node as a path component, unique in its workflow. */
export function tryName(node: string, tried: number): string {
  return `${nodeName(node)}.${tried}`;
}

function nodeName(node: string): string {
  const plain = slug(node);
  return plain === node && plain.length <= 100 ? plain : `${plain.slice(0, 100)}-${sha256(node).slice(0, 12)}`;
}
