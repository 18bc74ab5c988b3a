import { AsimovError } from "../../system/index.ts";
import { pythonLiteral } from "./python.ts";
import { bareScalar, isMissing, scalar } from "./scalars.ts";

/** What a helper returns to make its whole line vanish. */
export const vanish: unique symbol = Symbol("vanish");

/** The helpers of config templates, by name: each knows the syntax of its target. An undefined argument gives undefined. */
export const helpers: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
  /** The first argument that has a value: `{{first settings.sampler.seed 1}}`. */
  first: (...args) => args.find((value) => !isMissing(value)),

  /** A Python literal: `None`, `True`, `'text'`, `[1, 2]`, `{'a': 1}`. */
  python: (value) => (value === undefined ? undefined : pythonLiteral(value)),

  /** JSON on one line. */
  json: (value) => (value === undefined ? undefined : JSON.stringify(value)),

  /** `{H1: 20, L1: 20}`, without quotes. Throws where a value would need them. */
  perDetector(value) {
    if (isMissing(value)) return undefined;
    if (typeof value !== "object" || Array.isArray(value)) throw unsuitable("perDetector", "a map with one entry for each detector", value);
    const entries = Object.entries(value).filter(([, entry]) => !isMissing(entry));
    return entries.length === 0 ? undefined : `{${entries.map(([key, entry]) => `${bareScalar(key)}: ${bareScalar(entry)}`).join(", ")}}`;
  },

  /** `[H1, L1]`, without quotes. Throws where a value would need them. */
  list(value) {
    if (isMissing(value)) return undefined;
    if (!Array.isArray(value)) throw unsuitable("list", "a list", value);
    return value.length === 0 ? undefined : `[${value.map(bareScalar).join(", ")}]`;
  },

  /** A line `name = value`, which vanishes when there is no value: `{{option "sampling-seed" settings.sampler.seed}}`. */
  option(name, value) {
    if (typeof name !== "string" || !/^[^\s=:#;[\]]+$/.test(name)) throw unsuitable("option", "the name of an option", name);
    return isMissing(value) ? vanish : `${name} = ${scalar(value, name)}`;
  },
};

function unsuitable(helper: string, expected: string, came: unknown): AsimovError {
  return new AsimovError("TEMPLATE_VALUE_UNSUITABLE", { message: `"${helper}" wants ${expected}, not ${JSON.stringify(came) ?? typeof came}` });
}
