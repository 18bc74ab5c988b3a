import { isRecord } from "../system/index.ts";
import type { JobFailure, Observation, SchedulerAddress, SchedulerState } from "./types.ts";

const states: ReadonlySet<string> = new Set<SchedulerState>([
  "queued",
  "running",
  "held",
  "completed",
  "failed",
  "removed",
  "absent",
  "unknown",
] satisfies SchedulerState[]);

const causes: ReadonlySet<string> = new Set<JobFailure["cause"]>(["exit", "signal", "lost", "start"]);

/** What is wrong with an answer to a query about `tokens`, in words; undefined when it is sound. */
export function faultOf(answer: unknown, tokens: readonly string[]): string | undefined {
  if (!Array.isArray(answer)) return `it answered ${shown(answer)}, not a list`;
  if (answer.length !== tokens.length) return `it gave ${answer.length} answers to ${tokens.length} questions`;
  for (const [index, one] of answer.entries()) {
    const fault = faultOfOne(one, tokens[index]!);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whether a value is a complete answer about one submission. */
export function isObservation(value: unknown, token: string): value is Observation {
  return faultOfOne(value, token) === undefined;
}

/** Whether a value names a place where submissions live. */
export function isAddress(value: unknown): value is SchedulerAddress {
  return isRecord(value) && ["scheduler", "accessPoint", "pool", "owner"].every((key) => typeof value[key] === "string");
}

function faultOfOne(value: unknown, token: string): string | undefined {
  if (!isRecord(value)) return `its answer about ${token} is ${shown(value)}`;
  if (value["token"] !== token) return `asked about ${token} it answered about ${shown(value["token"])}`;
  const { state } = value;
  if (typeof state !== "string" || !states.has(state)) return `the state of ${token} is ${shown(state)}, which is none`;
  for (const key of ["jobId", "reason"] as const) if (!isOptional(value[key], "string")) return `the ${key} of ${token} is ${shown(value[key])}`;
  for (const key of ["done", "total", "cpuSeconds"] as const)
    if (!isOptional(value[key], "number")) return `"${key}" of ${token} is ${shown(value[key])}`;
  const { reaches, failure } = value;
  if (reaches !== undefined && !(typeof reaches === "string" && !Number.isNaN(Date.parse(reaches)))) {
    return `the history of ${token} reaches back to ${shown(reaches)}, which is no time`;
  }
  return failure === undefined || isFailure(failure) ? undefined : `the failure of ${token} is ${shown(failure)}`;
}

function isFailure(value: unknown): boolean {
  if (!isRecord(value) || typeof value["node"] !== "string" || typeof value["cause"] !== "string" || !causes.has(value["cause"])) return false;
  return isOptional(value["exitCode"], "number") && isOptional(value["stdout"], "string") && isOptional(value["stderr"], "string");
}

function isOptional(value: unknown, type: "string" | "number"): boolean {
  return value === undefined || (typeof value === type && (type === "string" || Number.isFinite(value)));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}...`;
}
