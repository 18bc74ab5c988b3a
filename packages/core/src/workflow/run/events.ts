import { isRecord } from "../../system/index.ts";
import type { JobOutcome, Part } from "./executor.ts";

/** One run of one part of a node. */
export interface PartRun {
  readonly node: string;
  readonly try: number;
  readonly part: Part;
  readonly run: number;
}

/** What happens to a running workflow, as it is journalled. Times are UTC, ISO 8601. */
export type RunEvent =
  /** The intent to start: journalled before the job or script starts. */
  | ({ readonly event: "start"; readonly at: string } & PartRun)
  | ({ readonly event: "end"; readonly at: string; readonly outcome: JobOutcome } & PartRun)
  /** The executor holds the job for this reason; without one it no longer does. */
  | ({ readonly event: "held"; readonly at: string; readonly reason?: string | undefined } & PartRun)
  /** After which number the clusters of its nodes are counted: the first event, where anybody cares. */
  | { readonly event: "clusters"; readonly at: string; readonly after: number }
  /** Somebody wants it ended: nothing more starts. */
  | { readonly event: "remove"; readonly at: string }
  /** The name that its rescue file will have: journalled before the file is written. */
  | { readonly event: "rescue"; readonly at: string; readonly file: string };

/** The event that a journal's line holds, or undefined when `value` is none. */
export function asEvent(value: unknown): RunEvent | undefined {
  if (!isRecord(value) || typeof value.at !== "string") return undefined;
  const { at } = value;
  if (value.event === "remove") return { event: "remove", at };
  if (value.event === "clusters" && typeof value.after === "number") return { event: "clusters", at, after: value.after };
  if (value.event === "rescue" && typeof value.file === "string") return { event: "rescue", at, file: value.file };
  const { node, part, run } = value;
  if (typeof node !== "string" || typeof value.try !== "number" || typeof run !== "number" || !isPart(part)) return undefined;
  const of = { at, node, try: value.try, part, run };
  if (value.event === "start") return { event: "start", ...of };
  if (value.event === "held") return { event: "held", ...of, ...(typeof value.reason === "string" && { reason: value.reason }) };
  const outcome = asOutcome(value.outcome);
  return value.event === "end" && outcome ? { event: "end", ...of, outcome } : undefined;
}

function isPart(value: unknown): value is Part {
  return typeof value === "number" || value === "pre" || value === "post" || value === "hold";
}

const causes = ["exit", "signal", "lost", "start", "memory", "time", "output"] as const satisfies readonly JobOutcome["cause"][];

function asOutcome(value: unknown): JobOutcome | undefined {
  if (!isRecord(value)) return undefined;
  const { exitCode, cpuSeconds, wallSeconds, memory, host, reason } = value;
  const cause = causes.find((one) => one === value.cause);
  if (cause === undefined) return undefined;
  return {
    cause,
    ...(typeof exitCode === "number" && { exitCode }),
    ...(typeof cpuSeconds === "number" && { cpuSeconds }),
    ...(typeof wallSeconds === "number" && { wallSeconds }),
    ...(typeof memory === "number" && { memory }),
    ...(typeof host === "string" && { host }),
    ...(typeof reason === "string" && { reason }),
  };
}
