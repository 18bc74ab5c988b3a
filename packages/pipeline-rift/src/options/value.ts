import type { Value } from "@asimov-gw/core/pipeline";

import { problem } from "./problem.ts";

/**
 * The value of an option as RIFT reads it: evaluated as Python, but as it stands for options that hold arguments of other programs.
 * Throws `PIPELINE_OPTION_VALUE`.
 */
export function optionText(name: string, value: Value, place: string): string {
  const text = isRaw(name) ? raw(value, place) : pythonText(value, place);
  // Python's reader of config files takes % for the beginning of a reference.
  return text.replaceAll("%", "%%");
}

/** Whether RIFT takes the value of an option as it stands. */
export function isRaw(name: string): boolean {
  return name.startsWith("manual-extra");
}

function raw(value: Value, place: string): string {
  if (Array.isArray(value) && value.length > 0) return value.map((one: Value) => raw(one, place)).join(" ");
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  if (text !== "" && !/[\r\n#]|\s;/.test(text)) return text;
  throw problem("PIPELINE_OPTION_VALUE", place, `is ${JSON.stringify(value)}, expected arguments on one line`);
}

function pythonText(value: Value, place: string): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "string" && /^[ -~]+$/.test(value)) return `'${value.replaceAll(/['\\]/g, "\\$&")}'`;
  if (Array.isArray(value) && value.length > 0) return `[${value.map((one: Value) => pythonText(one, place)).join(", ")}]`;
  throw problem(
    "PIPELINE_OPTION_VALUE",
    place,
    `is ${JSON.stringify(value)}, expected a finite number, text of ASCII on one line, true or false, or a list of these`,
    "RIFT takes an empty value for true: leave out what has no value.",
  );
}
