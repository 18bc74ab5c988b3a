import { isRecord } from "../system/index.ts";
import type { HoldClass, JobFailure, Observation, SchedulerAddress, SchedulerState, SubmittedJobs } from "./types.ts";

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

const causes: ReadonlySet<string> = new Set<JobFailure["cause"]>(["exit", "signal", "lost", "start", "memory", "time", "output"]);

const holds: ReadonlySet<string> = new Set<HoldClass>(["memory", "disk", "time", "missing input", "policy", "credentials", "other"]);

const ends: ReadonlySet<unknown> = new Set<Observation["endedBy"]>([undefined, "evicted", "lost", "removed"]);

/** An answer to a query in the order of `tokens`, or what is wrong with it, in words. */
export function checkAnswer(answer: unknown, tokens: readonly string[]): readonly Observation[] | string {
  if (!Array.isArray(answer)) return `it answered ${shown(answer)}, not a list`;
  if (answer.length !== tokens.length) return `it gave ${answer.length} answers to ${tokens.length} questions`;
  const asked = new Set(tokens);
  const answers = new Map<string, Observation>();
  for (const one of answer as readonly unknown[]) {
    if (!isSound(one, asked)) return faultOf(one, asked) ?? "its answer is not sound";
    answers.set(one.token, one);
  }
  const missing = tokens.find((token) => !answers.has(token));
  return missing === undefined ? tokens.map((token) => answers.get(token)!) : `it did not answer about ${missing}`;
}

/** An answer to the question for the jobs of a submission, or what is wrong with it, in words. */
export function checkJobs(answer: unknown): SubmittedJobs | string {
  if (!isRecord(answer) || !Array.isArray(answer["jobs"]) || !Array.isArray(answer["notes"])) return `it told jobs as ${shown(answer)}`;
  const bad = (answer["jobs"] as readonly unknown[]).find((job) => !isJob(job)) ?? answer["notes"].find((note) => typeof note !== "string");
  return bad === undefined ? (answer as unknown as SubmittedJobs) : `one of the jobs that it told is ${shown(bad)}`;
}

/** Whether a value names a place where submissions live. */
export function isAddress(value: unknown): value is SchedulerAddress {
  return isRecord(value) && ["scheduler", "accessPoint", "pool", "owner"].every((key) => typeof value[key] === "string");
}

function isSound(value: unknown, asked: ReadonlySet<string>): value is Observation {
  return faultOf(value, asked) === undefined;
}

function faultOf(value: unknown, asked: ReadonlySet<string>): string | undefined {
  if (!isRecord(value)) return `one of its answers is ${shown(value)}`;
  const { token } = value;
  if (typeof token !== "string" || !asked.has(token)) return `it answered about ${shown(token)}, which it was not asked about`;
  const { state } = value;
  if (typeof state !== "string" || !states.has(state)) return `the state of ${token} is ${shown(state)}, which is none`;
  for (const key of ["jobId", "reason"] as const) if (!isOptional(value[key], "string")) return `the ${key} of ${token} is ${shown(value[key])}`;
  for (const key of ["done", "total", "cpuSeconds", "wallSeconds", "memory"] as const)
    if (!isOptional(value[key], "number")) return `"${key}" of ${token} is ${shown(value[key])}`;
  const { reaches, failure, held, endedBy } = value;
  if (held !== undefined && !isHold(held)) return `the hold of ${token} is ${shown(held)}`;
  if (!ends.has(endedBy)) return `${token} was ended by ${shown(endedBy)}, which is none of evicted, lost, removed`;
  if (reaches !== undefined && !(typeof reaches === "string" && !Number.isNaN(Date.parse(reaches)))) {
    return `the history of ${token} reaches back to ${shown(reaches)}, which is no time`;
  }
  return failure === undefined || isFailure(failure) ? undefined : `the failure of ${token} is ${shown(failure)}`;
}

function isHold(value: unknown): boolean {
  return isRecord(value) && typeof value["class"] === "string" && holds.has(value["class"]) && typeof value["reason"] === "string";
}

function isFailure(value: unknown): boolean {
  if (!isRecord(value) || typeof value["node"] !== "string" || typeof value["cause"] !== "string" || !causes.has(value["cause"])) return false;
  return isOptional(value["exitCode"], "number") && isOptional(value["stdout"], "string") && isOptional(value["stderr"], "string");
}

function isJob(value: unknown): boolean {
  if (!isRecord(value) || typeof value["node"] !== "string" || typeof value["status"] !== "string" || typeof value["tries"] !== "number")
    return false;
  const texts = ["part", "host", "startedAt", "endedAt", "reason", "stdout", "stderr"].every((key) => isOptional(value[key], "string"));
  const numbers = ["exitCode", "cpuSeconds", "memory"].every((key) => isOptional(value[key], "number"));
  return texts && numbers && (value["cause"] === undefined || (typeof value["cause"] === "string" && causes.has(value["cause"])));
}

function isOptional(value: unknown, type: "string" | "number"): boolean {
  return value === undefined || (typeof value === type && (type === "string" || Number.isFinite(value)));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}...`;
}
