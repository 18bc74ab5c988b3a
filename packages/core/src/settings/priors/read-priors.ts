import type { AsimovError } from "../../system/index.ts";
import { isMap } from "../path.ts";
import type { Settings, Value } from "../types.ts";
import { readBoundary } from "./boundary.ts";
import { parameterOf } from "./parameters.ts";
import { problem, shown } from "./problem.ts";
import { readPrior } from "./read-prior.ts";
import type { Boundary, Prior, PriorOptions, Priors } from "./types.ts";

/** What was read, as far as it could be, and all that is wrong with it. */
export interface ReadPriors {
  readonly priors: Priors;
  readonly problems: readonly AsimovError[];
}

/** Reads the `priors` of one layer of settings, or of all merged. `null` at any place of a layer cuts away what lower layers say. */
export function readPriors(value: Value | undefined, options: PriorOptions = {}): ReadPriors {
  if (!isMap(value)) {
    const remedy = 'Write "priors:" and below it lines such as "chirp mass: {minimum: 20, maximum: 40}".';
    const wrong = value !== undefined && value !== null;
    return { priors: none, problems: wrong ? [problem("PRIOR_NOT_A_MAP", ["priors"], `is ${shown(value)}, expected a map`, options, remedy)] : [] };
  }
  const problems: AsimovError[] = [];
  const priors = { ...readOptions(value, options, problems), parameters: readParameters(value, options, problems) };
  return { priors, problems };
}

/** The keys of a map of priors that are parameters, by parameter; names that can't be one and second spellings are added to `problems`. */
export function parameterKeys(map: Settings, options: PriorOptions, problems: AsimovError[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const key of Object.keys(map).filter((name) => !optionKeys.has(name))) {
    const parameter = parameterOf(key);
    const other = keys.get(parameter);
    const path = ["priors", key];
    if (!/^[A-Za-z][A-Za-z0-9 ]*$/.test(parameter)) problems.push(problem("PRIOR_NAME", path, "can't be the name of a parameter", options));
    else if (other === undefined) keys.set(parameter, key);
    else problems.push(problem("PRIOR_TWICE", path, `is the prior of ${parameter}, and so is "priors.${other}"`, options, "Remove one of them."));
  }
  return keys;
}

const none: Priors = { default: undefined, amplitudeOrder: undefined, volume: undefined, calibrationBoundary: undefined, parameters: new Map() };

// About the priors as a whole, or about what is no parameter.
const optionKeys: ReadonlySet<string> = new Set(["default", "calibration", "amp order", "amplitude order", "volume"]);

function readParameters(map: Settings, options: PriorOptions, problems: AsimovError[]): ReadonlyMap<string, Prior> {
  const parameters = new Map<string, Prior>();
  for (const [parameter, key] of parameterKeys(map, options, problems)) {
    const value = map[key] ?? null;
    if (value === null) continue;
    const read = readPrior(value, key, options);
    problems.push(...read.problems);
    if (read.prior) parameters.set(parameter, read.prior);
  }
  return parameters;
}

function readOptions(map: Settings, options: PriorOptions, problems: AsimovError[]): Omit<Priors, "parameters"> {
  return {
    default: readText("default", /^[A-Za-z_][\w.]*$/, "the name of a set of priors", map, options, problems),
    volume: readText("volume", /^[A-Za-z][\w ]*$/, "text such as comoving", map, options, problems),
    amplitudeOrder: readOrder(map, options, problems),
    calibrationBoundary: readCalibration(map, options, problems),
  };
}

function readText(key: string, form: RegExp, expected: string, map: Settings, options: PriorOptions, problems: AsimovError[]): string | undefined {
  const value = map[key] ?? null;
  if (value === null) return undefined;
  if (typeof value === "string" && form.test(value)) return value;
  problems.push(problem("PRIOR_OPTION", ["priors", key], `is ${shown(value)}, expected ${expected}`, options));
  return undefined;
}

function readOrder(map: Settings, options: PriorOptions, problems: AsimovError[]): number | undefined {
  const given = ["amp order", "amplitude order"].filter((key) => (map[key] ?? null) !== null);
  if (given.length > 1) {
    problems.push(problem("PRIOR_TWICE", ["priors", given[1]!], `says the same as "priors.${given[0]!}"`, options, "Remove one of them."));
  }
  for (const key of given) {
    const value = map[key];
    if (typeof value === "number" && Number.isInteger(value)) return value;
    problems.push(problem("PRIOR_OPTION", ["priors", key], `is ${shown(value)}, expected a whole number`, options));
  }
  return undefined;
}

function readCalibration(map: Settings, options: PriorOptions, problems: AsimovError[]): Boundary | undefined {
  const value = map["calibration"] ?? null;
  if (value === null) return undefined;
  if (isMap(value)) return readBoundary(value, ["priors", "calibration"], options, problems);
  problems.push(problem("PRIOR_OPTION", ["priors", "calibration"], `is ${shown(value)}, expected a map such as {boundary: reflective}`, options));
  return undefined;
}
