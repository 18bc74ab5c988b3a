import { AsimovError, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { renderPriors } from "../priors/index.ts";
import { splitAt } from "./split.ts";

/** Settings that were drafted from a prior dictionary. */
export interface DraftedPriors {
  readonly settings: Settings;
  /** Whether they say all of it. */
  readonly complete: boolean;
}

/** The settings behind a prior dictionary: those of its priors that would be written as they are there. */
export function draftPriors(text: string): DraftedPriors {
  const inner = /^\s*\{([\s\S]*)\}\s*$/.exec(text)?.[1];
  const entries = splitAt(inner ?? "", ",");
  const drafted = entries.flatMap((entry): readonly (readonly [string, Value])[] => {
    const [, parameter = "", written = ""] = /^\s*['"]?(\w+)['"]?\s*[=:]\s*([\s\S]*?)\s*$/.exec(entry) ?? [];
    const name = Object.hasOwn(names, parameter) ? names[parameter]! : parameter.replaceAll("_", " ");
    const value = readPrior(written, parameter);
    // The unit is a label in bilby, and a unit in the settings: said only where it is not the usual one and means the same there.
    const found = value === undefined ? [] : [withoutUnit(value), value];
    const fitting = found.find((one) => isWrittenAs(name, one, parameter, written));
    return fitting === undefined ? [] : [[name, fitting]];
  });
  return { settings: Object.fromEntries(drafted), complete: inner !== undefined && drafted.length === entries.length };
}

// As blueprints have always called them.
const names: Readonly<Record<string, string>> = { a_1: "spin 1", a_2: "spin 2", geocent_time: "geocentric time" };

function readPrior(written: string, parameter: string): Value | undefined {
  const [, module = "", type = "", inner] = /^([a-z_.]+\.)?([A-Z]\w*)\(([\s\S]*)\)$/.exec(written) ?? [];
  if (inner === undefined) return numberOf(written);
  const args = splitAt(inner, ",").map((argument) => /^\s*(\w+)\s*=\s*([\s\S]*?)\s*$/.exec(argument));
  // Arguments without a name would have to be known by their place.
  if (args.some((match) => match === null)) return undefined;
  const given = args.flatMap((match) => {
    const [, key = "", value = ""] = match ?? [];
    const text = /^(['"])([\s\S]*)\1$/.exec(value)?.[2];
    return value === "None" || (key === "name" && text === parameter) ? [] : [[key, text ?? numberOf(value) ?? value] as const];
  });
  // The modules of bilby are known by the class; another one is part of its name.
  return { type: /^bilby\.(core|gw)\.prior\./.test(module) ? type : module + type, ...Object.fromEntries(given) };
}

function numberOf(text: string): number | undefined {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function withoutUnit(value: Value): Value {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "unit"));
}

// What the settings can't say, or say otherwise, is better left for a person.
function isWrittenAs(name: string, value: Value, parameter: string, written: string): boolean {
  try {
    const line = renderPriors({ [name]: value }).find((prior) => prior.parameter === parameter);
    const [one, other] = [plain(line?.text.replace(/^\w+ = /, "") ?? ""), plain(written)];
    const ofUnit = (text: string): boolean => text.startsWith("unit=");
    // Where nothing is said, the usual unit does no harm.
    const expected = other.some(ofUnit) ? other : [...other, ...one.filter(ofUnit)].toSorted();
    return one.join("\n") === expected.join("\n");
  } catch (error) {
    if (error instanceof AsimovError) return false;
    throw error;
  }
}

// Of a constructor call the order of arguments, the name, and what is None say nothing; nor do the module of a class, and how a number is written.
function plain(text: string): readonly string[] {
  const [, type, inner] = /^(?:bilby\.(?:core|gw)\.prior\.(?:\w+\.)*)?([\w.]+)\(([\s\S]*)\)$/.exec(text.trim()) ?? [];
  if (type === undefined || inner === undefined) return [String(numberOf(text) ?? text.trim())];
  const args = splitAt(inner, ",").map((argument) => argument.trim().replace(/\s*=\s*/, "="));
  const counting = args.filter((argument) => !/^(?:name=|latex_label=)|=None$/.test(argument));
  return [`(${type}`, ...counting.map((argument) => argument.replace(/=(.*)$/s, (_, value: string) => `=${numberOf(value) ?? value}`))].toSorted();
}
