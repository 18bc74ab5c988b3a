import type { ResultSummary } from "./summary.ts";

const [beyond, names] = [
  new Map([
    ["NaN", NaN],
    ["Infinity", Infinity],
    ["-Infinity", -Infinity],
  ]),
  new Set(["median", "lower", "upper", "logEvidence", "error", "logBayesFactor", "logNoiseEvidence"]),
];

/** Anything that holds summaries as JSON; numbers that JSON does not have are the texts `"NaN"`, `"Infinity"` and `"-Infinity"`. */
export function plainText(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === "number" && !Number.isFinite(one) ? String(one) : one), indent);
}

/** The summary that {@link plainText} wrote. */
export function fromPlainText(text: string): ResultSummary {
  return JSON.parse(text, (key, value: unknown) =>
    typeof value === "string" && names.has(key) ? (beyond.get(value) ?? value) : value,
  ) as ResultSummary;
}
