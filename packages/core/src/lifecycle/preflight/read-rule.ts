import { didYouMean, type Place } from "../../system/index.ts";
import { parseMebibytes } from "../../workflow/index.ts";
import type { Bound, SaidRule, SiteRule, Value } from "./profile.ts";

/** One entry of a map, with its places. */
export interface Field {
  readonly name: string;
  readonly at: Place;
  readonly value: unknown;
  readonly valueAt: Place;
  readonly node: unknown;
}

/** Notes what is wrong at a place. */
export type Refuse = (at: Place, message: string, remedy?: string) => void;

/** Reads what a profile asks of a command; what is wrong is noted, and left out. */
export function readRule(command: string, written: string, entries: readonly Field[], refuse: Refuse): SaidRule {
  let rule: SaidRule = { command, name: written };
  for (const { name, at, value, valueAt } of entries) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const part = field?.read(value, command);
    if (part !== undefined) rule = { ...rule, ...part };
    else if (field) refuse(valueAt, `"${name}" must be ${field.words}, not ${JSON.stringify(value)}`);
    else refuse(at, `"${name}" is no field of a rule.${didYouMean(name, Object.keys(fields))}`, `Fields: ${Object.keys(fields).join(", ")}.`);
  }
  return rule;
}

/** A rule with all that counts where it says nothing. */
export function complete(rule: SaidRule): SiteRule {
  return { level: "error", required: false, refused: [], allowed: [], unit: false, universes: [], settings: [], ...rule };
}

/** Whether a command is a size, and the unit that HTCondor takes where none is written: `m` MiB, `k` KiB. */
export function sizeUnit(command: string): "k" | "m" | undefined {
  return sizes.get(command);
}

const sizes: ReadonlyMap<string, "k" | "m"> = new Map([
  ["request_disk", "k"],
  ["request_memory", "m"],
]);

interface Reading {
  readonly words: string;
  readonly read: (value: unknown, command: string) => Partial<SiteRule> | undefined;
}

const flag = (key: "required"): Reading => ({
  words: "true or false",
  read: (value) => (typeof value === "boolean" ? { [key]: value } : undefined),
});

const text = (key: "option" | "why" | "fix"): Reading => ({
  words: "a text",
  read: (value) => (typeof value === "string" && value.trim() !== "" ? { [key]: value.trim() } : undefined),
});

const values = (key: "refused" | "allowed"): Reading => ({
  words: "a value or a list of values",
  read: (value) => {
    const list: readonly unknown[] = [value].flat();
    return list.length > 0 && list.every(isValue) ? { [key]: list } : undefined;
  },
});

const texts = (key: "universes" | "settings", words: string): Reading => ({
  words,
  read: (value) => {
    const list = [value].flat().filter((one) => typeof one === "string");
    if (list.length === 0 || list.length < [value].flat().length) return undefined;
    return { [key]: key === "universes" ? list.map((one) => one.toLowerCase()) : list };
  },
});

const bound = (key: "minimum" | "maximum"): Reading => ({
  words: "a number, or of request_memory and request_disk a size with its unit, such as 4 GB",
  read: (value, command) => {
    const found = boundOf(value, command);
    return found && { [key]: found };
  },
});

const fields: Readonly<Record<string, Reading>> = {
  required: flag("required"),
  refused: values("refused"),
  allowed: values("allowed"),
  matches: {
    words: "a regular expression",
    read: (value) => (typeof value === "string" && isExpression(value) ? { matches: value } : undefined),
  },
  minimum: bound("minimum"),
  maximum: bound("maximum"),
  unit: {
    words: "said of request_memory or request_disk alone, as required",
    read: (value, command) => (value === "required" && sizeUnit(command) !== undefined ? { unit: true } : undefined),
  },
  universes: texts("universes", "a universe or a list of them"),
  level: { words: "error or warning", read: (value) => (value === "error" || value === "warning" ? { level: value } : undefined) },
  option: text("option"),
  settings: texts("settings", 'a setting such as "scheduler.request disk", or a list of them'),
  why: text("why"),
  fix: text("fix"),
};

function isValue(value: unknown): value is Value {
  return ["string", "number", "boolean"].includes(typeof value);
}

function isExpression(value: string): boolean {
  try {
    return new RegExp(value) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function boundOf(value: unknown, command: string): Bound | undefined {
  const unit = sizeUnit(command);
  if (unit === undefined) return typeof value === "number" && Number.isFinite(value) ? { written: String(value), value } : undefined;
  if (typeof value !== "string" || /^[\d.\s]*$/.test(value)) return undefined;
  const size = parseMebibytes(value.trim(), unit);
  return size === undefined ? undefined : { written: value.trim(), value: size };
}
