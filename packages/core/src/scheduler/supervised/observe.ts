import { statSync } from "node:fs";

import { AsimovError, formatPlace, readIfExists } from "../../system/index.ts";
// The inner door: commands that only look do not load the reader of workflow files.
import { partReport, readJournal, replay, result, usedIn, type JobOutcome, type RunState } from "../../workflow/run/index.ts";
import { jobsOf } from "../../workflow/jobs.ts";
import type { NodeState, Workflow, WorkflowNode } from "../../workflow/index.ts";
import type { JobFailure, Observation } from "../types.ts";
import { innerPaths, readJson, readOutcome, readSubmittedWorkflow, readWaiting, submissionPaths, type Outcome, type Waiting } from "./records.ts";
import type { StatePaths } from "./settings.ts";

/** Where the recorded submission `token` stands, by its journal. */
export function readState(paths: StatePaths, token: string): RunState {
  return replay(readSubmittedWorkflow(paths, token), readJournal(submissionPaths(paths, token).journal).events);
}

/** Where a sub-workflow of a submission stands, by its own journal; undefined before it was read. */
export function readInnerState(paths: StatePaths, token: string, within: string): RunState | undefined {
  const { workflow, journal } = innerPaths(paths, token, within);
  const known = readJson(workflow) as Workflow | undefined;
  return known && replay(known, readJournal(journal).events);
}

/** What is to be said about the recorded submission `token`. Damaged records of one say nothing about the others. */
export function observe(paths: StatePaths, token: string): Observation {
  try {
    return observeSound(paths, token);
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    const place = error.at === undefined ? "" : ` (${formatPlace(error.at)})`;
    return { token, jobId: token, state: "held", reason: `its records are damaged: ${error.message}${place}` };
  }
}

function observeSound(paths: StatePaths, token: string): Observation {
  const outcome = readOutcome(paths, token);
  if (outcome) {
    const { state, done, total, cpuSeconds, wallSeconds, memory, reason, failure, held } = outcome;
    const why = { ...(reason !== undefined && { reason }), ...(failure && { failure }), ...(held && { held }) };
    const used = { ...(wallSeconds !== undefined && { wallSeconds }), ...(memory !== undefined && { memory }) };
    return { token, jobId: token, state, done, total, cpuSeconds, ...used, ...why };
  }
  const state = readState(paths, token);
  const waiting = readWaiting(paths, token);
  const started = [...state.nodes].some(([name, node]) => node.tries > (Object.hasOwn(waiting, name) ? 1 : 0));
  const counts = { done: state.done, total: state.nodes.size, ...usedIn(state) };
  return {
    token,
    jobId: token,
    state: started ? "running" : "queued",
    ...counts,
    reason: `${progress(state, started, waiting)}${trouble(paths, token)}`,
  };
}

/** How a run that has ended did so. */
export function conclude(state: RunState, at: string): Outcome {
  const ended = result(state) ?? "failed";
  const failure = ended === "failed" ? firstFailure(state) : undefined;
  return {
    state: ended,
    at,
    done: state.done,
    total: state.nodes.size,
    ...usedIn(state),
    ...(failure && { failure: failure.failure, reason: failure.reason }),
    ...(ended === "failed" &&
      !failure &&
      state.aborted && { reason: `aborted by its node ${state.aborted.node} with exit code ${state.aborted.exitCode}` }),
    // This scheduler holds nothing: what ran out of memory or time has been ended.
    ...(failure && ranOut(failure.failure.cause) && { held: { class: failure.failure.cause, reason: failure.reason } }),
    ...(ended === "removed" && { reason: `removed on request with ${state.done} of ${state.nodes.size} nodes done` }),
    ...(state.rescue !== undefined && { rescue: state.rescue }),
  };
}

/** What the supervisor could not do in the last minutes. */
function trouble(paths: StatePaths, token: string): string {
  const file = submissionPaths(paths, token).trouble;
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return age < 150_000 ? `; trouble: ${readIfExists(file) || `see ${paths.log}`}` : "";
}

function progress(state: RunState, started: boolean, waiting: Waiting): string {
  const failed = state.failed.length === 0 ? "" : `; ${firstFailure(state)?.reason ?? "a node failed"}, independent nodes go on`;
  if (state.removing) return `being removed, ${state.running.size} jobs are ending`;
  const inQueue = queued(waiting);
  if (!started) return inQueue || "waits for free slots";
  const names = [...state.running].filter((name) => !Object.hasOwn(waiting, name));
  const running = names.length === 0 ? inQueue || "waits for free slots" : `running: ${summary(names)}${inQueue && `; ${inQueue}`}`;
  return `${state.done} of ${state.nodes.size} nodes done, ${running}${failed}`;
}

function queued(waiting: Waiting): string {
  const groups = Map.groupBy(Object.entries(waiting), ([, words]) => words);
  return [...groups].map(([words, nodes]) => `waiting for ${words}: ${summary(nodes.map(([name]) => name))}`).join("; ");
}

function summary(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

function firstFailure(state: RunState): { readonly failure: JobFailure; readonly reason: string } | undefined {
  const node = state.graph.nodes.get(state.failed[0] ?? "");
  const last = node && state.nodes.get(node.name);
  if (!node || !last?.outcome || last.decider === undefined) return undefined;
  const { stdout, stderr } = partReport(state, node.name, last.decider);
  const { cause, exitCode } = last.outcome;
  const failure = {
    node: node.name,
    cause,
    ...(exitCode !== undefined && { exitCode }),
    ...(stdout !== undefined && { stdout }),
    ...(stderr !== undefined && { stderr }),
  };
  const others = state.failed.length === 1 ? "" : `, and ${state.failed.length - 1} more failed`;
  const what = typeof last.decider === "number" ? "" : `: its ${last.decider} script`;
  return {
    failure,
    reason: `node ${node.name}${what} ${explain(node, last, last.outcome)}${others}${stderr === undefined ? "" : `; see ${stderr}`}`,
  };
}

function ranOut(cause: JobFailure["cause"]): cause is "memory" | "time" {
  return cause === "memory" || cause === "time";
}

function explain(node: WorkflowNode, { decider, losses }: NodeState, outcome: JobOutcome): string {
  const code = outcome.exitCode ?? 0;
  const isJob = typeof decider === "number";
  const program = isJob ? jobsOf(node)[decider]?.executable : decider && node[decider]?.executable;
  if (outcome.cause === "start") return `could not be started${program === undefined ? "" : ` (${program})`}: ${outcome.reason}`;
  if (outcome.cause === "lost") return `was lost ${losses} times: its processes vanished without an exit record`;
  if (ranOut(outcome.cause)) return `was ended: ${outcome.reason}`;
  const several = isJob && jobsOf(node).length > 1 ? ` in its job ${decider}` : "";
  const how = outcome.cause === "signal" ? `was ended by signal ${code - 128}` : code === 0 ? "failed" : `failed with exit code ${code}`;
  return `${how}${several}${outcome.reason === undefined ? "" : `: ${outcome.reason}`}`;
}
