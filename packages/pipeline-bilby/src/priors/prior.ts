import { AsimovError, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { defaultsOf, type PriorDefaults } from "./defaults.ts";
import { isExpression } from "./expression.ts";
import { classOf, requiredArguments } from "./types.ts";

/** The constructor call for one prior that is a map: `{type, minimum, maximum, boundary, alpha, mu, sigma, ...}`. Throws `PRIOR_INVALID`. */
export function renderPrior(prior: Settings, parameter: string, name: string): string {
  const defaults = defaultsOf(parameter);
  const type = prior["type"] ?? defaults.type;
  const priorClass = typeof type === "string" ? classOf(type) : undefined;
  if (priorClass === undefined)
    throw invalid(name, `has the type ${JSON.stringify(type)}, which is not a class of bilby.core.prior or bilby.gw.prior`);

  const given = Object.entries(prior).filter(([key, value]) => key !== "type" && value !== null && value !== "None");
  const args = new Map<string, string>([["name", `'${parameter}'`]]);
  for (const [key, value] of given) args.set(argumentName(key, name), argumentText(key, value, name));
  complete(args, defaults, type === defaults.type);
  if (args.has("boundary") && !/^'(periodic|reflective)'$/.test(args.get("boundary")!)) {
    throw invalid(name, `has the boundary ${args.get("boundary")}; it can be periodic or reflective`);
  }
  const missing = requiredArguments(priorClass).filter((argument) => !args.has(argument));
  if (missing.length > 0) throw invalid(name, `lacks ${missing.join(", ")}, which ${type as string} needs`);
  checkRange(prior, name);
  return `${priorClass}(${[...args].map(([key, text]) => `${key}=${text}`).join(", ")})`;
}

/** A finite number as Python reads it. Throws `PRIOR_INVALID`. */
export function numberText(value: number, name: string): string {
  if (!Number.isFinite(value)) throw invalid(name, `has the value ${value}`);
  return String(value);
}

// A default range belongs to the default type; of another distribution it would be an argument that means something else, or nothing.
function complete(args: Map<string, string>, defaults: PriorDefaults, isDefaultType: boolean): void {
  const { minimum, maximum, boundary, unit } = defaults;
  if (isDefaultType) {
    if (boundary !== undefined && !args.has("boundary") && !args.has("minimum") && !args.has("maximum")) args.set("boundary", `'${boundary}'`);
    if (minimum !== undefined && !args.has("minimum")) args.set("minimum", String(minimum));
    if (maximum !== undefined && !args.has("maximum")) args.set("maximum", String(maximum));
  }
  if (unit !== undefined && !args.has("unit")) args.set("unit", `'${unit}'`);
}

function argumentName(key: string, name: string): string {
  const argument = key.trim().replaceAll(/[\s-]+/g, "_");
  if (/^[a-z][a-z0-9_]*$/i.test(argument)) return argument;
  throw invalid(name, `has the key ${JSON.stringify(key)}, which can't be an argument`);
}

function argumentText(key: string, value: Value, name: string): string {
  if (typeof value === "number") return numberText(value, name);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") {
    if (isExpression(value)) return value.trim();
    // What bilby's parsers of config files, dictionaries and priors would take for something else.
    if (/^[^'"#,;:=()[\]\n\r]+$/.test(value) && !numeric.has(key)) return `'${value}'`;
    throw invalid(name, `has ${key} ${JSON.stringify(value)}; it can be a number or arithmetic with numbers and np.pi, without brackets`);
  }
  throw invalid(name, `has ${key} ${JSON.stringify(value)}, which bilby's config file can't hold`);
}

function checkRange({ minimum, maximum }: Settings, name: string): void {
  if (typeof minimum === "number" && typeof maximum === "number" && minimum >= maximum) {
    throw invalid(name, `has the minimum ${minimum} and the maximum ${maximum}; the minimum must be the smaller one`);
  }
}

function invalid(name: string, what: string): AsimovError {
  return new AsimovError("PRIOR_INVALID", { message: `"priors.${name}" ${what}` });
}

const numeric: ReadonlySet<string> = new Set(["minimum", "maximum", "alpha", "beta", "mu", "sigma", "peak"]);
