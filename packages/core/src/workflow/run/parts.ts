import { jobsOf } from "../jobs.ts";
import type { WorkflowNode } from "../types.ts";
import { laneOf, partOf, setStatus, type Draft, type NodeDraft, type PartDraft, type ScriptKind } from "./draft.ts";
import type { RunEvent } from "./events.ts";
import type { JobOutcome, Part } from "./executor.ts";
import { begin, enter, fail, finish, stop } from "./nodes.ts";
import { countsOf, type NodeState, type PartState } from "./state.ts";
import { returnValue, verdict } from "./verdict.ts";

type Of<Kind extends RunEvent["event"]> = Extract<RunEvent, { readonly event: Kind }>;

/** How often parts of a node whose processes vanished are run again before that counts as its failure. */
export const allowedLosses = 5;

/** Notes the intent to start a part; false when it cannot be. */
export function startPart(draft: Draft, event: Of<"start">): boolean {
  const state = draft.nodes.get(event.node);
  const part = partOf(state, event.part);
  const tried = draft.tries.get(event.node);
  if (!state || !part || !tried || part.state !== "due" || event.run !== part.run || event.try !== state.tries + (tried.fresh ? 1 : 0)) return false;
  if (tried.fresh) Object.assign(state, { tries: event.try, startedAt: event.at, endedAt: undefined });
  tried.fresh = false;
  tried.running += 1;
  setStatus(draft, event.node, "running");
  Object.assign(part, { state: "running", startedAt: event.at, endedAt: undefined, dueAt: undefined });
  if (typeof event.part === "number") takeJob(draft, event.node, event.part);
  else takeScript(draft, event.node, event.part);
  part.counts = countsOf(draft);
  return true;
}

/** Notes that a job is held, or no longer is; false when it cannot be. */
export function holdPart(draft: Draft, event: Of<"held">): boolean {
  const state = draft.nodes.get(event.node);
  const part = running(draft, event);
  if (!state || !part) return false;
  part.held = event.reason;
  const node = draft.graph.nodes.get(event.node)!;
  if (event.reason === undefined || !node.hold || draft.stage === "ending") return true;
  const known = partOf(state, "hold");
  if (known && known.state !== "ended") return true;
  if (known) Object.assign(known, { state: "due", run: known.run + 1 });
  else state.parts.push({ part: "hold", run: 1, state: "due", failures: 0, continues: false });
  draft.scripts.hold.queue.add(event.node, node.priority);
  return true;
}

/** Notes the end of a part and draws all conclusions; false when it cannot be. */
export function endPart(draft: Draft, event: Of<"end">): boolean {
  const state = draft.nodes.get(event.node);
  const part = running(draft, event);
  if (!state || !part) return false;
  const node = draft.graph.nodes.get(event.node)!;
  draft.tries.get(event.node)!.running -= 1;
  Object.assign(part, { state: "ended", endedAt: event.at, outcome: event.outcome, held: undefined });
  Object.assign(state, { endedAt: event.at, ...withUse(state, part, event) });
  if (typeof event.part === "number") endJob(draft, node, state, part);
  else {
    draft.scripts[event.part].running -= 1;
    endScript(draft, node, state, part, event.part);
  }
  return true;
}

function withUse(state: NodeState, { startedAt }: PartState, { at, outcome }: Of<"end">): Pick<NodeState, "cpuSeconds" | "wallSeconds" | "memory"> {
  // Clocks of several machines differ.
  const elapsed = startedAt === undefined ? 0 : Math.max(0, (Date.parse(at) - Date.parse(startedAt)) / 1000);
  return {
    cpuSeconds: state.cpuSeconds + (outcome.cpuSeconds ?? 0),
    wallSeconds: state.wallSeconds + (outcome.wallSeconds ?? elapsed),
    memory: Math.max(state.memory, outcome.memory ?? 0),
  };
}

function running(draft: Draft, event: Of<"end"> | Of<"held">): PartDraft | undefined {
  const state = draft.nodes.get(event.node);
  const part = partOf(state, event.part);
  return part?.state === "running" && event.run === part.run && event.try === state?.tries ? part : undefined;
}

function takeJob(draft: Draft, name: string, process: number): void {
  const tried = draft.tries.get(name)!;
  tried.due.splice(tried.due.indexOf(process), 1);
  if (tried.due.length === 0) draft.jobs.delete(name);
  if (tried.queued) draft.idle -= 1;
  else {
    tried.queued = true;
    draft.nodes.get(name)!.cluster = ++draft.clusters;
    draft.idle += tried.due.length;
    countQueued(draft, name, 1);
  }
}

function takeScript(draft: Draft, name: string, kind: ScriptKind): void {
  const scripts = draft.scripts[kind];
  scripts.queue.delete(name);
  scripts.deferred.delete(name);
  scripts.running += 1;
}

function endJob(draft: Draft, node: WorkflowNode, state: NodeDraft, part: PartDraft): void {
  const tried = draft.tries.get(node.name)!;
  const outcome = part.outcome!;
  const job = jobsOf(node)[part.part as number];
  let means = verdict(outcome, job);
  if (means === "lost" && !mayLose(state)) {
    tried.exhausted = true;
    means = "failed";
  } else if (means === "hopeless") {
    tried.exhausted = true;
    means = "failed";
  }
  if (means === "failed" && !tried.exhausted && part.failures < (job?.maxRetries ?? 0)) {
    part.failures += 1;
    return again(draft, node, part, false);
  }
  // A run that vanished has continued from the checkpoint too, if there was one.
  if (means === "checkpoint" || means === "lost") return again(draft, node, part, means === "checkpoint" || part.continues);
  if (means === "failed") failTogether(draft, node.name, part.part, outcome);
  goOn(draft, node, state, part.part, outcome);
}

/** Lets the other jobs of a node end with the one that has failed. */
function failTogether(draft: Draft, name: string, part: Part, outcome: JobOutcome): void {
  const tried = draft.tries.get(name)!;
  tried.failing ??= { part, outcome };
  draft.jobs.delete(name);
  const state = draft.nodes.get(name)!;
  for (const process of tried.due) partOf(state, process)!.state = "dropped";
  draft.idle -= tried.due.length;
  tried.due.length = 0;
  if (tried.running > 0) draft.stopping.add(name);
}

function endScript(draft: Draft, node: WorkflowNode, state: NodeDraft, part: PartDraft, kind: ScriptKind): void {
  const tried = draft.tries.get(node.name)!;
  const outcome = part.outcome!;
  const { defer } = node[kind]!;
  if (outcome.cause === "lost" && mayLose(state)) return again(draft, node, part, false);
  if (outcome.cause === "lost") tried.exhausted = true;
  if (defer && outcome.cause === "exit" && outcome.exitCode === defer.exitCode) {
    part.dueAt = new Date(Date.parse(part.endedAt!) + defer.seconds * 1000).toISOString();
    return again(draft, node, part, false);
  }
  if (kind === "hold") return goOn(draft, node, state);
  const well = verdict(outcome) === "done";
  if (kind === "pre" && well) return next(draft, node.name, "work");
  const skips = kind === "pre" && outcome.cause === "exit" && node.preSkip !== undefined && outcome.exitCode === node.preSkip;
  if (!skips || tried.exhausted) return conclude(draft, node, kind, outcome, well);
  Object.assign(state, { decider: kind, outcome });
  finish(draft, node.name);
}

/** What follows when a job, or a script beside the jobs, has ended: nothing before the last of them. */
function goOn(draft: Draft, node: WorkflowNode, state: NodeDraft, part?: Part, outcome?: JobOutcome): void {
  const tried = draft.tries.get(node.name)!;
  if (part !== undefined && !tried.failing) Object.assign(state, { decider: part, outcome });
  if (tried.running > 0 || tried.due.length > 0) {
    if (tried.running === 0) setStatus(draft, node.name, "ready");
    return;
  }
  // A hold script that has not begun is too late.
  draft.scripts.hold.queue.delete(node.name);
  draft.scripts.hold.deferred.delete(node.name);
  draft.stopping.delete(node.name);
  countQueued(draft, node.name, -1);
  if (tried.failing) Object.assign(state, { decider: tried.failing.part, outcome: tried.failing.outcome });
  if (node.post) next(draft, node.name, "post");
  else conclude(draft, node, state.decider!, state.outcome!, !tried.failing);
}

function next(draft: Draft, name: string, phase: "work" | "post"): void {
  // Nothing more starts: the try is left as it is, unless it is over.
  if (enter(draft, name, phase)) finish(draft, name);
}

/** Draws the conclusions from the part that decides what came of a try. */
function conclude(draft: Draft, node: WorkflowNode, decider: Part, outcome: JobOutcome, well: boolean): void {
  const state = draft.nodes.get(node.name)!;
  const { exhausted } = draft.tries.get(node.name)!;
  const value = returnValue(outcome);
  Object.assign(state, { decider, outcome });
  // It was ended by us.
  if (!well && draft.stage === "ending") return setStatus(draft, node.name, "ready");
  const aborts = draft.stage === "nodes" && node.abort?.exitCode === value;
  if (aborts) {
    draft.aborted = { node: node.name, exitCode: node.abort.returns ?? value };
    stop(draft);
  }
  if (well) return finish(draft, node.name);
  state.failures += 1;
  const retries = state.failures <= node.retries && !exhausted && !aborts && value !== node.unlessExit;
  if (!retries) fail(draft, node.name);
  else if (begin(draft, node.name)) finish(draft, node.name);
}

/** Lets a part run again within its try. */
function again(draft: Draft, node: WorkflowNode, part: PartDraft, continues: boolean): void {
  const tried = draft.tries.get(node.name)!;
  if (draft.stage === "ending") {
    if (tried.running === 0) setStatus(draft, node.name, "ready");
    return;
  }
  // What runs beside the jobs ends with them.
  if (tried.failing && part.part !== "post") return goOn(draft, node, draft.nodes.get(node.name)!);
  Object.assign(part, { state: "due", run: part.run + 1, continues });
  if (typeof part.part === "number") {
    tried.due.push(part.part);
    draft.idle += 1;
    draft.jobs.add(node.name, node.priority, laneOf(draft, node));
  } else if (part.dueAt !== undefined) draft.scripts[part.part].deferred.set(node.name, part.dueAt);
  else draft.scripts[part.part].queue.add(node.name, node.priority);
  if (tried.running === 0) setStatus(draft, node.name, "ready");
}

function mayLose(state: NodeDraft): boolean {
  state.losses += 1;
  return state.losses <= allowedLosses;
}

function countQueued(draft: Draft, name: string, change: 1 | -1): void {
  const node = draft.graph.nodes.get(name)!;
  const lane = laneOf(draft, node);
  draft.queued += change;
  if (lane !== "") draft.categories.set(lane, (draft.categories.get(lane) ?? 0) + change);
}
