import { formatPath, typesInWords, type Description, type Source, type ValueType } from "../../settings/index.ts";
import { AsimovError, didYouMean, type Place } from "../../system/index.ts";
import { clearer, explain, type Surprise } from "../surprise.ts";
import type { Fault } from "./fault.ts";

const codes: Readonly<Record<Fault["kind"], string>> = {
  type: "BLUEPRINT_WRONG_TYPE",
  range: "BLUEPRINT_OUT_OF_RANGE",
  value: "BLUEPRINT_WRONG_VALUE",
};

/** What limits a value beside its type. */
export type Range = Pick<Description, "unit" | "minimum" | "above" | "maximum" | "values">;

/** The error for a fault; `surprise` is what YAML made of the value, if that is not what is written. */
export function faultError(fault: Fault, at: Place, key: string, surprise: Surprise | undefined): AsimovError {
  const { path, value, kind, types, description } = fault;
  const read = surprise ? ` (${explain(surprise, value)})` : "";
  const expected = kind === "value" ? oneOf(fault) : expectation(types, description);
  return new AsimovError(codes[kind], {
    message: `"${formatPath(path)}" is ${JSON.stringify(value)}${read}, expected ${expected}`,
    at,
    remedy:
      surprise && kind === "type" && surprise.kind !== "date"
        ? clearer(surprise, value)
        : (unquoted(fault) ?? `${exampleOf(fault)}asimov vocabulary show '${key}' tells more.`),
  });
}

/** What a key expects, in words: `a number above 0, in Hz`. */
export function expectation(types: readonly ValueType[], { unit, minimum, above, maximum, values }: Range): string {
  const range = [
    minimum === undefined ? "" : ` of at least ${minimum}`,
    above === undefined ? "" : ` above ${above}`,
    maximum === undefined ? "" : `${minimum === undefined && above === undefined ? "" : " and"} up to ${maximum}`,
  ].join("");
  const listed = values === undefined ? "" : ` (${values.join(", ")})`;
  return `${typesInWords(types)}${range}${listed}${unit === undefined ? "" : `, in ${unit}`}`;
}

/** Whether a file says something at this place in words that YAML reads as something else. */
export function surpriseAt(surprises: readonly Surprise[], { places }: Source, key: string): Surprise | undefined {
  const [line, column] = places[key] ?? [];
  return surprises.find((one) => one.kind !== "key" && one.line === line && one.column === column);
}

function oneOf({ value, description: { values = [] } }: Fault): string {
  return `one of ${values.join(", ")}.${typeof value === "string" ? didYouMean(value, values.map(String)) : ""}`;
}

function unquoted({ value, types }: Fault): string | undefined {
  const expects = (...bases: readonly string[]): boolean =>
    types.some(({ base, listOf, perDetector }) => bases.includes(base) && !listOf && !perDetector);
  if (typeof value === "number" && expects("text", "path")) return `Put it in quotes: "${value}".`;
  if (typeof value !== "string") return undefined;
  if (expects("boolean") && /^[yn]$/i.test(value)) return `${value} is text in YAML 1.1; write ${String(/y/i.test(value))}.`;
  if (expects("number", "integer") && value.trim() !== "" && Number.isFinite(Number(value))) return `Remove the quotes: ${String(Number(value))}.`;
  return expects("boolean") && /^(true|false)$/i.test(value) ? `Remove the quotes: ${value.toLowerCase()}.` : undefined;
}

// An example shows the whole value, not what is for one detector.
function exampleOf({ path, kind, types, description }: Fault): string {
  const { example } = description;
  if (example === undefined || kind !== "type" || types !== description.types) return "";
  return `Write for example "${path.at(-1)}: ${flow(example)}". `;
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(", ")}}`;
}
