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
    return bareMap(value);
  },

  /** Any map, as `perDetector` writes it; text is taken for such a map as it stands. Throws where a value would need quotes. */
  dict(value) {
    if (isMissing(value) || typeof value === "string") return value;
    if (typeof value !== "object" || Array.isArray(value)) throw unsuitable("dict", "a map", value);
    return bareMap(value);
  },

  /** `[H1, L1]`, without quotes. Throws where a value would need them. */
  list(value) {
    if (isMissing(value)) return undefined;
    if (!Array.isArray(value)) throw unsuitable("list", "a list", value);
    return value.length === 0 ? undefined : bareList(value);
  },

  /** A line `name = value`, which vanishes when there is no value: `{{option "sampling-seed" settings.sampler.seed}}`. */
  option(name, value) {
    if (typeof name !== "string" || !/^[^\s=:#;[\]]+$/.test(name)) throw unsuitable("option", "the name of an option", name);
    return isMissing(value) ? vanish : `${name} = ${scalar(value, name)}`;
  },
};

// A map without entries is no value: no target reads it as anything else than nothing.
function bareMap(map: object): string | undefined {
  const entries = Object.entries(map).filter(([, entry]) => !isMissing(entry));
  if (entries.length === 0) return undefined;
  return `{${entries.map(([key, entry]) => `${bareScalar(key)}: ${Array.isArray(entry) ? bareList(entry) : bareScalar(entry)}`).join(", ")}}`;
}

function bareList(list: readonly unknown[]): string {
  return `[${list.map(bareScalar).join(", ")}]`;
}

function unsuitable(helper: string, expected: string, came: unknown): AsimovError {
  return new AsimovError("TEMPLATE_VALUE_UNSUITABLE", { message: `"${helper}" wants ${expected}, not ${JSON.stringify(came) ?? typeof came}` });
}
