import type { Entry } from "../../plugins/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { FunctionHosts } from "../functions/index.ts";
import type { FinishedAnalysis, LabelValues } from "./types.ts";

/** The labels that a labeller gives an analysis. Throws what it threw, or `PLUGIN_LABELS`. */
export async function labelsFrom(hosts: FunctionHosts, entry: Entry, analysis: FinishedAnalysis, timeout: number): Promise<LabelValues> {
  return checkedLabels(await hosts.call(entry, { operation: `labeller "${entry.name}"`, args: [analysis], timeout }), entry.module);
}

/** What another package's code gave as labels, looked at. Throws `PLUGIN_LABELS`, located at `at`. */
export function checkedLabels(value: unknown, at: string): LabelValues {
  if (value === undefined || value === null) return {};
  if (isLabels(value)) return value;
  throw new AsimovError("PLUGIN_LABELS", { message: `it gave ${JSON.stringify(value)}, not a map of names to text, numbers, true or false`, at });
}

function isLabels(value: unknown): value is LabelValues {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every((one) => isScalar(one));
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
