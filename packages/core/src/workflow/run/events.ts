import { isRecord } from "../../system/index.ts";
import type { JobOutcome } from "./executor.ts";

/** What happens to a running workflow, as it is journalled. Times are UTC, ISO 8601. */
export type RunEvent =
  /** The intent to start a try of a node: journalled before its job starts. */
  | { readonly event: "start"; readonly at: string; readonly node: string; readonly try: number }
  | { readonly event: "end"; readonly at: string; readonly node: string; readonly try: number; readonly outcome: JobOutcome }
  /** Somebody wants it ended: nothing more starts. */
  | { readonly event: "remove"; readonly at: string }
  /** The name that its rescue file will have: journalled before the file is written. */
  | { readonly event: "rescue"; readonly at: string; readonly file: string };

/** The event that a journal's line holds, or undefined when `value` is none. */
export function asEvent(value: unknown): RunEvent | undefined {
  if (!isRecord(value) || typeof value.at !== "string") return undefined;
  const { at } = value;
  if (value.event === "remove") return { event: "remove", at };
  if (value.event === "rescue" && typeof value.file === "string") return { event: "rescue", at, file: value.file };
  if (typeof value.node !== "string" || typeof value.try !== "number") return undefined;
  const of = { at, node: value.node, try: value.try };
  if (value.event === "start") return { event: "start", ...of };
  const outcome = asOutcome(value.outcome);
  return value.event === "end" && outcome ? { event: "end", ...of, outcome } : undefined;
}

const causes = ["exit", "signal", "lost", "start", "memory", "output"] as const satisfies readonly JobOutcome["cause"][];

function asOutcome(value: unknown): JobOutcome | undefined {
  if (!isRecord(value)) return undefined;
  const { exitCode, cpuSeconds, memory, reason } = value;
  const cause = causes.find((one) => one === value.cause);
  if (cause === undefined) return undefined;
  return {
    cause,
    ...(typeof exitCode === "number" && { exitCode }),
    ...(typeof cpuSeconds === "number" && { cpuSeconds }),
    ...(typeof memory === "number" && { memory }),
    ...(typeof reason === "string" && { reason }),
  };
}
