import type { Value } from "@asimov-gw/core/pipeline";

import { problem } from "./problem.ts";

/** A value of `pipeline options` as bilby_pipe's parser reads it. Throws `PIPELINE_OPTION_VALUE` for what would come out as something else. */
export function optionText(value: Value, key: string): string {
  if (isCollection(value)) return collection(value, key);
  const text = single(value, key);
  if (text.trim() === "") throw problem("PIPELINE_OPTION_VALUE", key, "is empty, which bilby_pipe refuses", "Give it a value, or remove it.");
  if (text === text.trim() && !/[\r\n#]|\s;/.test(text)) return text;
  throw problem(
    "PIPELINE_OPTION_VALUE",
    key,
    `is ${JSON.stringify(text)}: bilby_pipe's config file can't hold outer blanks, several lines or comments`,
  );
}

// bilby_pipe puts quotes around whatever is between commas, colons and brackets.
function collection(value: Collection, key: string): string {
  const entries = Array.isArray(value) ? value.map((one: Value) => part(one, key)) : Object.entries(value).map((entry) => pair(entry, key));
  if (entries.length === 0) throw problem("PIPELINE_OPTION_VALUE", key, "is empty, which bilby_pipe refuses", "Give it a value, or remove it.");
  return Array.isArray(value) ? `[${entries.join(", ")}]` : `{${entries.join(", ")}}`;
}

function pair([name, value]: readonly [string, Value], key: string): string {
  return `${bare(name, key)}: ${part(value, key)}`;
}

function part(value: Value, key: string): string {
  if (value === null) return "None";
  return isCollection(value) ? collection(value, key) : bare(single(value, key), key);
}

function bare(text: string, key: string): string {
  if (/^[^\s,:;=#'"()[\]{}]+$/.test(text)) return text;
  throw problem(
    "PIPELINE_OPTION_VALUE",
    key,
    `holds ${JSON.stringify(text)}, which can't stand in a list or map: bilby_pipe knows no quotes there`,
    "Use a value without blanks and without the characters , : ; = # ' \" ( ) [ ] { }.",
  );
}

function single(value: Value, key: string): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "string") return value;
  const shown = typeof value === "number" ? String(value) : JSON.stringify(value);
  throw problem("PIPELINE_OPTION_VALUE", key, `is ${shown}, expected a finite number, text, true or false, a list or a map`);
}

type Collection = readonly Value[] | Readonly<Record<string, Value>>;

function isCollection(value: Value): value is Value & Collection {
  return typeof value === "object" && value !== null;
}
