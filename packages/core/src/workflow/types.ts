import type { Place } from "../system/index.ts";

/**
 * A directed graph of jobs as a builder wrote it, independent of the language it was written in and of the scheduler that runs it.
 * Every field is plain JSON, so that a workflow can be journalled and sent to another process.
 */
export interface Workflow {
  /** Absolute path of the file it was read from. */
  readonly file: string;
  /** Absolute path of the directory that relative paths in it refer to: where its builder ran. */
  readonly directory: string;
  /** In the order of the file. Names are unique. */
  readonly nodes: readonly WorkflowNode[];
}

/** One node of a {@link Workflow}. */
export interface WorkflowNode {
  readonly name: string;
  /** Names of the nodes that must be done before this one starts, in the order they were declared. */
  readonly parents: readonly string[];
  /** How many times the node is tried again after a failure. */
  readonly retries: number;
  /** Declared done already: never run, its children may start. */
  readonly done: boolean;
  /** Declared to be no work: succeeds at once. */
  readonly noop: boolean;
  readonly job: JobDescription;
  /** Where the node was declared. */
  readonly at: Place;
}

/** One job, complete: all macros expanded, all paths absolute, all units explicit. */
export interface JobDescription {
  /** Absolute path, or a bare name that is looked up on the job's PATH. */
  readonly executable: string;
  readonly arguments: readonly string[];
  /** The variables that the submit file sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the job inherits of the submitter's environment: nothing, all, or names and globs (`*`; a leading `!` excludes). */
  readonly inherit: "none" | "all" | readonly string[];
  /** Absolute path of the working directory. */
  readonly directory: string;
  /** Absolute paths; undefined means the null device. `log` is the scheduler's own event log. */
  readonly stdin?: string | undefined;
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
  readonly log?: string | undefined;
  readonly request: ResourceRequest;
  /** An exit code that means "interrupted after a checkpoint: run me again"; it uses up no retry. */
  readonly checkpointExitCode?: number | undefined;
  /** The exit code of success; 0 when not given. */
  readonly successExitCode?: number | undefined;
  readonly priority: number;
  /** Commands that schedulers of the builder's own kind use and others may ignore, by lower-case name. */
  readonly extra: Readonly<Record<string, string>>;
}

/** What a job asks of the machine it runs on. */
export interface ResourceRequest {
  readonly cpus: number;
  /** MiB; undefined when the job does not say. */
  readonly memory?: number | undefined;
  /** MiB; undefined when the job does not say. */
  readonly disk?: number | undefined;
}
