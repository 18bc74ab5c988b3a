import type { Workflow, WorkflowNode } from "../types.ts";
import type { JobOutcome, Part } from "./executor.ts";

/** `ready`: may start or go on now. `futile`: will never run, because a node that it needs has failed. */
export type NodeStatus = "waiting" | "ready" | "running" | "done" | "failed" | "futile";

/** What of a node runs, or is to run next. */
export type NodePhase = "pre" | "work" | "post";

/** Numbers of a run that its jobs and scripts may ask for, as they were when a part started. */
export interface Counts {
  /** 0: all well, 2: nodes have failed, 3: a node has aborted it, 4: it is being removed. */
  readonly dagStatus: number;
  readonly done: number;
  readonly failed: number;
  readonly futile: number;
  /** Nodes whose jobs are handed over and have not ended. */
  readonly queued: number;
}

/** Where one part of a try of a node stands. */
export interface PartState {
  readonly part: Part;
  /** The run that runs, has ended, or comes next. */
  readonly run: number;
  /** `dropped`: will not run, since another job of the node has failed. */
  readonly state: "due" | "running" | "ended" | "dropped";
  /** It is not due before this time. */
  readonly dueAt?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly outcome?: JobOutcome | undefined;
  /** How often the job alone has failed in this try. */
  readonly failures: number;
  /** Its last run stopped at a checkpoint: the next one goes on from there. */
  readonly continues: boolean;
  /** Why it is held. */
  readonly held?: string | undefined;
  /** As they were when it started. */
  readonly counts?: Counts | undefined;
}

/** Where one node of a running workflow stands. */
export interface NodeState {
  readonly status: NodeStatus;
  readonly phase?: NodePhase | undefined;
  /** How often it was started, with all its parts. */
  readonly tries: number;
  /** Tries that failed by themselves: these use up its retries. */
  readonly failures: number;
  /** Runs of its parts whose processes vanished. */
  readonly losses: number;
  /** Parents that are not done yet. */
  readonly unmet: number;
  /** Of all tries. */
  readonly cpuSeconds: number;
  /** Seconds by the clock, of all jobs and scripts of all tries. */
  readonly wallSeconds: number;
  /** MiB that one of them held at most; 0 where nobody looked. */
  readonly memory: number;
  /** When the last try started and ended. */
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** The parts of the last try, as far as it has come to them: scripts and jobs. */
  readonly parts: readonly PartState[];
  /** The part of the last try that decides what came of the node, once one has ended, and how it did so. */
  readonly decider?: Part | undefined;
  readonly outcome?: JobOutcome | undefined;
  /** The number, within the run, of the handing over of its jobs in the last try; 0 before. */
  readonly cluster: number;
}

/** A workflow with what is looked up in it all the time. */
export interface Graph {
  readonly workflow: Workflow;
  /** With the final node. */
  readonly nodes: ReadonlyMap<string, WorkflowNode>;
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** Where a running workflow stands: a function of the workflow and its journal only. */
export interface RunState {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, NodeState>;
  readonly ready: ReadonlySet<string>;
  /** Nodes of which some part runs. */
  readonly running: ReadonlySet<string>;
  /** How many nodes are done. */
  readonly done: number;
  readonly futile: number;
  /** Nodes that failed for good, in the order of time. */
  readonly failed: readonly string[];
  /** `ending`: nothing starts, and what runs is ended. `final`: only the final node may run. */
  readonly stage: "nodes" | "ending" | "final";
  readonly removing: boolean;
  /** The node whose abort rule ended the run, and the run's exit code. */
  readonly aborted?: { readonly node: string; readonly exitCode: number } | undefined;
  /** Nodes of which a job has failed while others run: these are ended. */
  readonly stopping: ReadonlySet<string>;
  /** The rescue file that was or will be written. */
  readonly rescue?: string | undefined;
}

/** The graph of `workflow`; every parent must be one of its nodes. */
export function graphOf(workflow: Workflow): Graph {
  const all = workflow.final ? [...workflow.nodes, workflow.final] : workflow.nodes;
  const children = new Map<string, string[]>(all.map((node) => [node.name, []]));
  for (const node of workflow.nodes) for (const parent of new Set(node.parents)) children.get(parent)!.push(node.name);
  return { workflow, children, nodes: new Map(all.map((node) => [node.name, node])) };
}

/** The numbers of `state` that jobs and scripts may ask for. */
export function countsOf(state: RunState & { readonly queued: number }): Counts {
  const dagStatus = state.removing ? 4 : state.aborted ? 3 : state.failed.length > 0 ? 2 : 0;
  return { dagStatus, done: state.done, failed: state.failed.length, futile: state.futile, queued: state.queued };
}
