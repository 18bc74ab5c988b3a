import { AsimovError } from "../../system/index.ts";
import type { JobDescription, WorkflowNode } from "../types.ts";
import { partOf } from "./draft.ts";
import type { Part } from "./executor.ts";
import type { NodeState, RunState } from "./state.ts";
import { returnValue } from "./verdict.ts";

/** The job or script that part `part` of the node runs in its present try, with the values that it has since it started. */
export function describePart(state: RunState, name: string, part: Part): JobDescription | undefined {
  const node = state.graph.nodes.get(name)!;
  if (typeof part !== "number") return describeScript(state, node, part);
  return node.work.kind === "jobs" ? withValues(node.work.jobs[part]!, (macro) => lateValue(state, node, part, macro)) : undefined;
}

/** `job` with the value of each macro that is known only when it starts. */
function withValues(job: JobDescription, valueOf: (macro: string) => string): JobDescription {
  if (!job.late || job.late.length === 0) return job;
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") return value.replace(/\u{F5A1}([^\u{F5A2}]*)\u{F5A2}/gu, (_, macro: string) => valueOf(macro));
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part)]));
  };
  // Its shape stays: only texts change.
  return fill({ ...job, late: undefined }) as JobDescription;
}

function lateValue(state: RunState, node: WorkflowNode, part: Part, macro: string): string {
  const own = state.nodes.get(node.name)!;
  const counts = partOf(own, part)?.counts;
  const values: Readonly<Record<string, unknown>> = {
    RETRY: own.tries - 1,
    CLUSTER: own.cluster,
    CLUSTERID: own.cluster,
    DAG_STATUS: counts?.dagStatus ?? 0,
    FAILED_COUNT: counts?.failed ?? 0,
    DAG_PARENT_NAMES: node.parents.join(","),
    DAGMANJOBID: 0,
  };
  const value = values[macro];
  if (value !== undefined) return `${value as string | number}`;
  throw new AsimovError("WORKFLOW_UNKNOWN_MACRO", { message: `nothing is known of the macro ${macro} when a job starts`, at: node.at });
}

function describeScript(state: RunState, node: WorkflowNode, kind: "pre" | "post" | "hold"): JobDescription {
  const script = node[kind]!;
  const words = scriptWords(state, node, kind);
  return {
    process: 0,
    executable: script.executable,
    arguments: script.arguments.map((word) => words[word.toUpperCase()] ?? word),
    environment: state.graph.workflow.environment ?? {},
    inherit: "all",
    directory: script.directory,
    request: { cpus: 0 },
    priority: 0,
    extra: {},
  };
}

// DAGMan gives values to whole words only.
function scriptWords(state: RunState, node: WorkflowNode, kind: "pre" | "post" | "hold"): Readonly<Record<string, string | undefined>> {
  const own = state.nodes.get(node.name)!;
  const counts = partOf(own, kind)?.counts;
  const always = {
    $JOB: node.name,
    $NODE: node.name,
    $RETRY: own.tries - 1,
    $MAX_RETRIES: node.retries,
    $DAGID: 0,
    $DAG_STATUS: counts?.dagStatus ?? 0,
    $FAILED_COUNT: counts?.failed ?? 0,
    $FUTILE_COUNT: counts?.futile ?? 0,
    $DONE_COUNT: counts?.done ?? 0,
    $QUEUED_COUNT: counts?.queued ?? 0,
    $NODE_COUNT: state.nodes.size,
  };
  const all = kind === "pre" ? always : { ...always, ...afterWords(own, kind) };
  return Object.fromEntries(Object.entries(all).map(([word, value]) => [word, String(value)]));
}

/** What only a script that comes after the handing over can know. */
function afterWords(own: NodeState, kind: "post" | "hold"): Readonly<Record<string, string | number>> {
  const ids = { $JOBID: `${own.cluster}.0`, $CLUSTERID: own.cluster };
  if (kind === "hold") return ids;
  const jobs = own.parts.filter(({ part }) => typeof part === "number");
  const work = own.parts.find(({ part, outcome }) => typeof part === "number" && part === own.decider && outcome);
  const value = work?.outcome ? returnValue(work.outcome) : 0;
  const pre = partOf(own, "pre")?.outcome;
  return {
    ...ids,
    $RETURN: value,
    $SUCCESS: value === 0 ? "True" : "False",
    $PRE_SCRIPT_RETURN: pre ? returnValue(pre) : -1,
    $JOB_COUNT: jobs.length,
    $JOB_ABORT_COUNT: jobs.filter(({ outcome }) => outcome?.cause === "lost").length,
  };
}
