import type { SupervisedStatus } from "./supervised/status.ts";

/** Where a submission lives, recorded with its intent: an answer from elsewhere says nothing about it. */
export interface SchedulerAddress {
  /** Name of the scheduler as configured, such as `local`. */
  readonly scheduler: string;
  /** The host, or the name of the service, that took the submission. */
  readonly accessPoint: string;
  /** The pool or cluster behind it; empty where there is none. */
  readonly pool: string;
  /** The user to whom the submission belongs there. */
  readonly owner: string;
}

/** A workflow to run, with the token that makes its submission repeatable. */
export interface SubmissionRequest {
  /** Deterministic: the same intent always has the same token. Only letters, digits, `.`, `_` and `-`. */
  readonly token: string;
  /** For people: what this is, such as `GW150914/pe`. */
  readonly name: string;
  /** Absolute path of the workflow file. */
  readonly file: string;
  /** Absolute path of the directory that its relative paths refer to. */
  readonly directory: string;
  /** What its jobs get more of than they ask for, since they ran out of it before; the scheduler applies it to each job ({@link grown}). */
  readonly requests?: GrownRequests | undefined;
  /** Higher before lower, where the engine has an order among the submissions of one user; 0 when not given. */
  readonly priority?: number | undefined;
}

/** Requests of jobs that grew: limits in MiB of memory, MiB of disk, seconds of time. */
export type GrownRequests = Readonly<Partial<Record<Growing, Growth>>>;

/** What jobs can run out of, and ask more of at the next try. */
export type Growing = "memory" | "disk" | "time";

/** How a request grows: what the job asks times `factor`, at most `limit`. */
export interface Growth {
  readonly factor: number;
  readonly limit?: number | undefined;
}

/** What a scheduler says about one submission. */
export type SchedulerState =
  /** Accepted, nothing of it runs. */
  | "queued"
  | "running"
  /** Waits for a person or for its cause to go away. */
  | "held"
  /** Ended, every job succeeded. */
  | "completed"
  /** Ended, not every job succeeded. */
  | "failed"
  /** Ended because somebody asked for it. */
  | "removed"
  /** The scheduler answered completely and has never had it, or no longer has it. */
  | "absent"
  /** No answer: nothing is known. Never to be taken for absence. */
  | "unknown";

/** One answer of a scheduler about one submission. */
export interface Observation {
  readonly token: string;
  readonly state: SchedulerState;
  /** The scheduler's own name for it, once known. */
  readonly jobId?: string | undefined;
  /** Why it is in this state, for people: the node that failed, the reason of the hold, why there is no answer. */
  readonly reason?: string | undefined;
  /** Nodes that have succeeded, and all nodes, where the scheduler knows. */
  readonly done?: number | undefined;
  readonly total?: number | undefined;
  /** The job that made it fail. */
  readonly failure?: JobFailure | undefined;
  /**
   * Of `absent`: the time (ISO 8601, UTC) from which on the queue and the history that were both asked would know of it. Without one nothing is
   * known of the history, and an intent is not taken for absent.
   */
  readonly reaches?: string | undefined;
  /** Why it is held; also why its engine ended it at once, where that does not hold jobs that run out of what they asked for. */
  readonly held?: Hold | undefined;
  /**
   * Who or what ended a submission that did not come to its own end: the engine, which wanted its place (`evicted`), a failure of the machine (`lost`),
   * a person or a rule (`removed`, as when not given).
   */
  readonly endedBy?: "evicted" | "lost" | "removed" | undefined;
  /** Seconds of CPU used so far by all jobs, where measured. */
  readonly cpuSeconds?: number | undefined;
  /** Seconds that its jobs have run by the clock, summed over all of them, where measured. */
  readonly wallSeconds?: number | undefined;
  /** MiB that one of its jobs held at most, where measured. */
  readonly memory?: number | undefined;
}

/** Why something is held. */
export interface Hold {
  readonly class: HoldClass;
  /** The engine's own words. */
  readonly reason: string;
}

/** What a hold is about: what the jobs ran out of, what they lack, who forbids them, or anything else. */
export type HoldClass = Growing | "missing input" | "policy" | "credentials" | "other";

/** The job that made a workflow fail. */
export interface JobFailure {
  readonly node: string;
  /** Exit code, or 128 + the number of the signal that ended it. */
  readonly exitCode?: number | undefined;
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
  /** `memory` and `time`: ended, since it used more than it had asked for; `output`: it did not write, or nobody could bring back, what it was to write. */
  readonly cause: "exit" | "signal" | "lost" | "start" | "memory" | "time" | "output";
}

/**
 * An engine that runs workflows. Every method may be called by several processes at once.
 * A call that cannot reach the engine throws an {@link AsimovError} with code `SCHEDULER_UNREACHABLE`; nothing may be concluded from it. One whose code
 * begins otherwise refuses what was asked. What `submit`, `remove` or `release` throws while `query` answers counts against that submission alone,
 * unless the same happens to several in a row.
 * That of a package works in processes of its own, one call at a time in each, so that a call may also block: what it is given and what it answers is
 * plain JSON. Every call is under a time limit, at which its process is killed, and every answer is checked: an engine that hangs, crashes or talks
 * nonsense counts as out of reach.
 */
export interface Scheduler {
  /** Where a submission made now would live; asked again with every call. */
  address(): SchedulerAddress;
  /** Hands a workflow over. The same token again gives the same submission back, and never a second one. */
  submit(request: SubmissionRequest): Promise<{ readonly jobId: string }>;
  /**
   * One answer for each token, in any order; asks the engine once for all. `jobIds` are the engine's own names, by token, as far as they are
   * known: a person may have adopted a job that does not carry its token.
   */
  query(tokens: readonly string[], jobIds?: JobIds, options?: QueryOptions): Promise<readonly Observation[]>;
  /** Asks for the end of a submission and all its jobs. Returns when the request is recorded; {@link query} tells when they are gone. */
  remove(token: string, jobId?: string): Promise<void>;
  /**
   * Seconds that something accepted may take to show up in the answers of {@link query}: until so long after its submitter was first seen dead it
   * is not taken for absent. 0 where accepting is recording; that of the configuration when not given.
   */
  readonly grace?: number | undefined;
  /** Holds a submission with all its jobs until it is released, also those that run: they begin anew. Not there where the engine can't. */
  hold?(token: string, jobId?: string): Promise<void>;
  /** Lets what is held of a submission go on, as it is. Not there where the engine holds nothing. */
  release?(token: string, jobId?: string): Promise<void>;
  /** The jobs of a submission, for people. Not there where the engine is not to be asked for them. */
  jobs?(token: string, jobId?: string): Promise<SubmittedJobs>;
  /** Commands that run again and again, where the engine can do that: `asimov start` uses it. */
  readonly recurring?: Recurring | undefined;
  /** The program of asimov that walks its workflows, where the engine runs only single jobs. */
  readonly supervisor?: Supervisor | undefined;
}

/** One job of a submission, with its last try. */
export interface SubmittedJob {
  /** The node of the workflow that it is of; of one in a sub-workflow behind the node of that, as `OUTER/INNER`. */
  readonly node: string;
  /**
   * Which of several jobs of the node it is, or which of its scripts. Not given where it is the only one, nor in the row of the whole node that
   * goes before those of its parts.
   */
  readonly part?: string | undefined;
  /** In the words of its scheduler, such as `waiting`, `running`, `done` or `failed`. */
  readonly status: string;
  /** How often it was started. */
  readonly tries: number;
  /** Where it runs, or ran last. */
  readonly host?: string | undefined;
  /** UTC, ISO 8601. */
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** Exit code, or 128 + the number of the signal that ended it. */
  readonly exitCode?: number | undefined;
  readonly cause?: JobFailure["cause"] | undefined;
  readonly reason?: string | undefined;
  /** Seconds of CPU: of all its tries, or of one part the last one's. */
  readonly cpuSeconds?: number | undefined;
  /** MiB that the last try held at most, as far as somebody looked. */
  readonly memory?: number | undefined;
  /** Absolute paths of the files that it writes to. */
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
}

/** The jobs of a submission. */
export interface SubmittedJobs {
  /** In the order of the workflow. */
  readonly jobs: readonly SubmittedJob[];
  /** What people should know of them, such as that a file was changed which had been read before. */
  readonly notes: readonly string[];
}

/** The program that walks the workflows of an engine, in the background. */
export interface Supervisor {
  /** Whether it lives, and what there is to do. Starts none. */
  status(): Promise<SupervisedStatus>;
  /** Ends it, not the jobs: the next client that needs one starts another. True when none lives any more. */
  stop(): Promise<boolean>;
}

/** How a scheduler is asked. */
export interface QueryOptions {
  /** Nothing is started, woken or written for the answer: a dry run asks. */
  readonly onlyLook?: boolean | undefined;
}

/** Commands that an engine runs again and again, where they were submitted and as their owner, until somebody ends that. */
export interface Recurring {
  /** Returns the engine's name for it. */
  start(job: RecurringJob): Promise<string>;
  /** Whether it still runs again and again; where it is held, and so does not until somebody lets it go on, why. */
  isStarted(id: string): Promise<boolean | RecurringHold>;
  stop(id: string): Promise<void>;
}

/** Why a recurring command is held. */
export interface RecurringHold {
  readonly held: string;
  /** What to type so that it goes on. */
  readonly remedy?: string | undefined;
}

/** A command for {@link Recurring}. */
export interface RecurringJob {
  /** For people. */
  readonly name: string;
  /** Program and arguments; the program's path is absolute. */
  readonly command: readonly string[];
  /** Absolute path of the directory in which it runs. */
  readonly directory: string;
  /** Seconds from one start to the next. */
  readonly interval: number;
}

/** The scheduler's own names of submissions, by token. */
export type JobIds = Readonly<Record<string, string>>;
