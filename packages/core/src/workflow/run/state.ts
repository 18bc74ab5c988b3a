import type { Workflow, WorkflowNode } from "../types.ts";
import type { JobOutcome } from "./executor.ts";

/** `ready`: may start now. `futile`: will never run, because a node that it needs has failed. */
export type NodeStatus = "waiting" | "ready" | "running" | "done" | "failed" | "futile";

/** Where one node of a running workflow stands. */
export interface NodeState {
  readonly status: NodeStatus;
  /** How often it was started. */
  readonly tries: number;
  /** Tries that failed by themselves: these use up its retries. */
  readonly failures: number;
  /** Tries whose processes vanished. */
  readonly losses: number;
  /** Parents that are not done yet. */
  readonly unmet: number;
  /** Of all tries. */
  readonly cpuSeconds: number;
  /** When the last try started and ended. */
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** How the last try that ended did so. */
  readonly outcome?: JobOutcome | undefined;
  /** Its last try stopped at a checkpoint: the next one goes on from there. */
  readonly continues: boolean;
}

/** A workflow with what is looked up in it all the time. */
export interface Graph {
  readonly workflow: Workflow;
  readonly nodes: ReadonlyMap<string, WorkflowNode>;
  /** Position in the file, by name. */
  readonly position: ReadonlyMap<string, number>;
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** Where a running workflow stands: a function of the workflow and its journal only. */
export interface RunState {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, NodeState>;
  readonly ready: ReadonlySet<string>;
  readonly running: ReadonlySet<string>;
  /** How many nodes are done. */
  readonly done: number;
  /** Nodes that failed for good, in the order of time. */
  readonly failed: readonly string[];
  readonly removing: boolean;
  /** The rescue file that was or will be written. */
  readonly rescue?: string | undefined;
}

/** The graph of `workflow`; every parent must be one of its nodes. */
export function graphOf(workflow: Workflow): Graph {
  const children = new Map<string, string[]>(workflow.nodes.map((node) => [node.name, []]));
  for (const node of workflow.nodes) for (const parent of new Set(node.parents)) children.get(parent)!.push(node.name);
  return {
    workflow,
    children,
    nodes: new Map(workflow.nodes.map((node) => [node.name, node])),
    position: new Map(workflow.nodes.map((node, index) => [node.name, index])),
  };
}
