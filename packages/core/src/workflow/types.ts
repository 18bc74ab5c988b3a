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
  /** Absolute paths of all other files that it was read from, submit files among them. */
  readonly files: readonly string[];
  /** Variables that scripts get beside those of the submitter (ENV SET); jobs have them in their own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** In the order of the file, with the nodes of splices (`SPLICE+NODE`) in their places. Names are unique. */
  readonly nodes: readonly WorkflowNode[];
  /** Runs once all others have ended, whatever came of them, and decides how the workflow ended. */
  readonly final?: WorkflowNode | undefined;
  /** How many nodes of a category may be at work at the same time, by the name of the category. */
  readonly categories?: Readonly<Record<string, number>> | undefined;
  readonly throttles?: Throttles | undefined;
}

/** How much of a workflow may be at work at the same time; what is not given is not limited. */
export interface Throttles {
  /** Nodes whose jobs are handed over and have not ended. */
  readonly jobs?: number | undefined;
  /** Jobs that are handed over and wait. */
  readonly idle?: number | undefined;
  /** Scripts of each kind. */
  readonly pre?: number | undefined;
  readonly post?: number | undefined;
  readonly hold?: number | undefined;
}

/** One node of a {@link Workflow}. */
export interface WorkflowNode {
  readonly name: string;
  /** Names of the nodes that must be done before this one starts, in the order they were declared. */
  readonly parents: readonly string[];
  /** How many times the node, with its scripts, is tried again after a failure. */
  readonly retries: number;
  /** An exit code after which it is not tried again. */
  readonly unlessExit?: number | undefined;
  /** Declared done already: never run, its children may start. */
  readonly done: boolean;
  readonly work: NodeWork;
  /** Higher before lower, among nodes that may start. */
  readonly priority: number;
  /** Runs before the work; when it fails, the work is not begun. */
  readonly pre?: WorkflowScript | undefined;
  /** Runs after the work, also after a failed one, and decides in its place whether the node is done. */
  readonly post?: WorkflowScript | undefined;
  /** Runs when a job of the work is held. */
  readonly hold?: WorkflowScript | undefined;
  /** The exit code of `pre` that means: there is nothing to do, the node is done. */
  readonly preSkip?: number | undefined;
  readonly abort?: AbortRule | undefined;
  readonly category?: string | undefined;
  /** Where the node was declared. */
  readonly at: Place;
}

/** What a node does between its scripts. */
export type NodeWork =
  /** All of these side by side; one that fails ends the others, and the node has failed. */
  | { readonly kind: "jobs"; readonly jobs: readonly JobDescription[] }
  /** Nothing: succeeds at once. */
  | { readonly kind: "none" }
  /** Another workflow file, read when the node starts: it may be written by an earlier node. Absolute paths. */
  | { readonly kind: "workflow"; readonly file: string; readonly directory: string };

/** A program that runs where the workflow is walked, before or after the work of a node. */
export interface WorkflowScript {
  /** Absolute path. */
  readonly executable: string;
  /** As written: words such as `$JOB` and `$RETURN` get their values when it runs. */
  readonly arguments: readonly string[];
  /** Absolute path of its working directory. */
  readonly directory: string;
  /** This exit code means: try the script again after so many seconds. */
  readonly defer?: { readonly exitCode: number; readonly seconds: number } | undefined;
  /** Where it was declared. */
  readonly at: Place;
}

/** When a node ends with this exit code, the whole workflow ends at once. */
export interface AbortRule {
  readonly exitCode: number;
  /** The workflow's own exit code then: 0 means that it succeeded. That of the node when not given. */
  readonly returns?: number | undefined;
}

/** One job, complete: all macros expanded, all paths absolute, all units explicit. */
export interface JobDescription {
  /** Its number among the jobs of its node, from 0. */
  readonly process: number;
  /**
   * Macros whose values are known only when it starts: in every text below, `lateMacro(NAME)` stands for each of them. Of CLUSTER,
   * DAGMANJOBID, DAG_PARENT_NAMES, DAG_STATUS, FAILED_COUNT and RETRY; not given where there are none. Builders tell the outputs of nodes apart
   * by CLUSTER, so it differs for each try of each node.
   */
  readonly late?: readonly string[] | undefined;
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
  /** How many times the job alone is run again after a failure, before its node has failed. */
  readonly maxRetries?: number | undefined;
  /** It runs in a directory of its own, to and from which files are copied; not given where it runs in `directory` itself. */
  readonly transfer?: FileTransfer | undefined;
  /**
   * The outputs that it declares where it runs in `directory` itself, as paths in that: it has failed where one is missing though it went well,
   * as it would be held where files are moved.
   */
  readonly mustWrite?: readonly string[] | undefined;
  readonly container?: Container | undefined;
  readonly priority: number;
  /** Commands that schedulers of the builder's own kind use and others may ignore, by lower-case name. */
  readonly extra: Readonly<Record<string, string>>;
}

/** The text that stands for the macro `name` in a job whose value of it is known only when it starts; nobody writes these characters. */
export function lateMacro(name: string): string {
  return `\u{F5A1}${name.toUpperCase()}\u{F5A2}`;
}

/** The first macro of those that {@link lateMacro} stands for in `text`. */
export function lateIn(text: string): string | undefined {
  return /\u{F5A1}(\w+)\u{F5A2}/u.exec(text)?.[1];
}

/** How a job that runs in a directory of its own gets its files there and back. */
export interface FileTransfer {
  /** Whether the executable is copied too. */
  readonly executable: boolean;
  /** Absolute paths of files and directories; of a path that ends in `/`, what is in that directory. */
  readonly input: readonly string[];
  /** Paths in the job's directory that are copied back; `new` means all new and changed files at its top. */
  readonly output: readonly string[] | "new";
  /** Where outputs go, by their paths in the job's directory; absolute. All others go to the job's `directory`. */
  readonly remaps: Readonly<Record<string, string>>;
  /** Keeps the paths of the inputs, relative to `directory`, instead of only their names. */
  readonly preserve: boolean;
  /** Nothing is copied back of a job that fails. */
  readonly onlyOnSuccess: boolean;
}

/** A container that a job runs in. */
export interface Container {
  /** Absolute path of the image, or its address. */
  readonly image: string;
  /** Where the job's directory is seen inside; its own path when not given. */
  readonly target?: string | undefined;
}

/** What a job asks of the machine it runs on. */
export interface ResourceRequest {
  readonly cpus: number;
  /** MiB; undefined when the job does not say. */
  readonly memory?: number | undefined;
  /** MiB; undefined when the job does not say. */
  readonly disk?: number | undefined;
  /** Seconds that it may run, where it was given more than its engine gives others. */
  readonly time?: number | undefined;
}
