import type { WorkflowNode } from "../types.ts";
import type { JobOutcome, Part } from "./executor.ts";
import { ReadyQueue } from "./ready-queue.ts";
import type { Graph, NodeState, PartState, RunState } from "./state.ts";

/** A {@link RunState} that events change in place, with what the changing needs. */
export interface Draft extends RunState {
  readonly graph: Graph;
  readonly nodes: Map<string, NodeDraft>;
  readonly ready: Set<string>;
  readonly running: Set<string>;
  readonly failed: string[];
  readonly stopping: Set<string>;
  done: number;
  futile: number;
  stage: RunState["stage"];
  removing: boolean;
  aborted?: RunState["aborted"];
  rescue?: string | undefined;
  /** Nodes that are being tried. */
  readonly tries: Map<string, Try>;
  /** Nodes with jobs that may start. */
  readonly jobs: ReadyQueue;
  readonly scripts: Readonly<Record<ScriptKind, ScriptDraft>>;
  /** How many times jobs were handed over. */
  clusters: number;
  /** Nodes whose jobs are handed over and have not ended: all, and those of each category. */
  queued: number;
  readonly categories: Map<string, number>;
  /** Jobs of such nodes that have not started. */
  idle: number;
}

export type ScriptKind = "pre" | "post" | "hold";

/** The scripts of one kind. */
interface ScriptDraft {
  readonly queue: ReadyQueue;
  /** Those that wait for a time, by their nodes. */
  readonly deferred: Map<string, string>;
  running: number;
}

export type NodeDraft = { -readonly [Name in keyof NodeState]: Name extends "parts" ? PartDraft[] : NodeState[Name] };
export type PartDraft = { -readonly [Name in keyof PartState]: PartState[Name] };

/** A try of a node that has not ended. */
interface Try {
  /** Nothing of it has started. */
  fresh: boolean;
  /** Jobs that are due. */
  readonly due: number[];
  /** Parts that run. */
  running: number;
  /** Its jobs are handed over. */
  queued: boolean;
  /** What made it fail. */
  failing?: { readonly part: Part; readonly outcome: JobOutcome } | undefined;
  /** Something was lost so often that the node is not tried again. */
  exhausted: boolean;
}

/** A draft in which nothing has happened. */
export function emptyDraft(graph: Graph): Draft {
  const scripts = (): ScriptDraft => ({ queue: new ReadyQueue(), deferred: new Map(), running: 0 });
  return {
    graph,
    nodes: new Map(),
    ready: new Set(),
    running: new Set(),
    done: 0,
    futile: 0,
    failed: [],
    stage: "nodes",
    removing: false,
    aborted: undefined,
    stopping: new Set(),
    rescue: undefined,
    tries: new Map(),
    jobs: new ReadyQueue(),
    scripts: { pre: scripts(), post: scripts(), hold: scripts() },
    clusters: 0,
    queued: 0,
    categories: new Map(),
    idle: 0,
  };
}

/** The lane of a node in the queue of jobs: its category, where that is limited. */
export function laneOf({ graph }: Draft, { category }: WorkflowNode): string {
  return category !== undefined && graph.workflow.categories?.[category] !== undefined ? category : "";
}

/** The part `part` of the current try, which must have come to it. Jobs come in the order of their numbers, before the scripts that follow them. */
export function partOf<Of extends PartState>(node: { readonly parts: readonly Of[] } | undefined, part: Part): Of | undefined {
  if (!node) return undefined;
  const guess = typeof part === "number" ? node.parts[part + (node.parts[0]?.part === "pre" ? 1 : 0)] : undefined;
  return guess?.part === part ? guess : node.parts.find((known) => known.part === part);
}

/** Sets the status of a node, and the sets that follow from it. */
export function setStatus(draft: Draft, name: string, status: NodeState["status"]): void {
  draft.nodes.get(name)!.status = status;
  if (status === "ready") draft.ready.add(name);
  else draft.ready.delete(name);
  if (status === "running") draft.running.add(name);
  else draft.running.delete(name);
}
