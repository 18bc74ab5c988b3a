import { evaluate, factsOf, type DistributionPrior } from "@asimov-gw/core/pipeline";

import { classOf, takes, type PriorClass } from "./classes.ts";
import { defaultsOf } from "./defaults.ts";
import { argumentsOf, constructorCall, type Arguments, type PriorContext } from "./given.ts";
import { invalid } from "./invalid.ts";
import { nameOf } from "./names.ts";

/** The constructor call for the prior of `parameter`, which the settings have as `key`. Throws `PRIOR_INVALID`. */
export function renderDistribution(prior: DistributionPrior, parameter: string, key: string, context: PriorContext): string {
  const priorClass = classOf(prior.type ?? defaultsOf(parameter).type, key);
  const args: Arguments = new Map(takes(priorClass, "name") ? [["name", `'${nameOf(parameter)}'`]] : []);
  for (const [argument, text] of argumentsOf(prior, priorClass, parameter, key, context)) args.set(argument, text);
  complete(args, prior, priorClass, parameter, key);
  return constructorCall(priorClass, args, key);
}

// What is a default of the default type would, as an argument of another one, mean something else, or nothing.
function complete(args: Arguments, prior: DistributionPrior, priorClass: PriorClass, parameter: string, key: string): void {
  const { type, boundary, unit, numbers } = defaultsOf(parameter);
  if (priorClass.type === type) {
    const hasRange = args.has("minimum") || args.has("maximum");
    if (boundary !== undefined && prior.boundary === undefined && !hasRange) args.set("boundary", `'${boundary}'`);
    for (const [argument, value] of Object.entries({ ...factsOf(parameter)?.usualRange, ...numbers }))
      if (!args.has(argument)) args.set(argument, String(value));
    if (hasRange) checkRange(args, key);
  }
  if (unit !== undefined && takes(priorClass, "unit") && !args.has("unit")) args.set("unit", `'${unit}'`);
}

// Core has compared two bounds that are given, but not one with a default.
function checkRange(args: Arguments, key: string): void {
  const [minimum = "", maximum = ""] = [args.get("minimum"), args.get("maximum")];
  const [from, to] = [evaluate(minimum).value, evaluate(maximum).value];
  if (from === undefined || to === undefined || from < to) return;
  throw invalid(key, `has the minimum ${minimum}, which is not below the maximum ${maximum}: one of them is the usual one`, "Give both.");
}
