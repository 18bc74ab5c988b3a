import { AsimovError, factsOf, requiredArguments, type DistributionPrior, type Quantity, type Value } from "@asimov-gw/core/pipeline";

import { defaultsOf } from "./defaults.ts";
import { nameOf } from "./names.ts";
import { classOf } from "./types.ts";

/** The constructor call for the prior of `parameter`, which the settings have as `key`. Throws `PRIOR_INVALID`. */
export function renderDistribution(prior: DistributionPrior, parameter: string, key: string): string {
  const defaults = defaultsOf(parameter);
  const type = prior.type ?? defaults.type;
  const priorClass = classOf(type);
  if (priorClass === undefined)
    throw invalid(key, `has the type ${JSON.stringify(type)}, which is not a class of bilby.core.prior or bilby.gw.prior`);

  const args = new Map<string, string>([["name", `'${nameOf(parameter)}'`]]);
  for (const [argument, quantity] of prior.numbers) args.set(argument, quantityText(quantity));
  for (const [argument, value] of prior.others) args.set(argument, argumentText(argument, value, key));
  if (prior.boundary !== undefined && prior.boundary !== "none") args.set("boundary", `'${prior.boundary}'`);
  complete(args, prior, parameter, type === defaults.type);
  const missing = requiredArguments(priorClass).filter((argument) => !args.has(argument));
  if (missing.length > 0) throw invalid(key, `lacks ${missing.join(", ")}, which ${type} needs`);
  return `${priorClass}(${[...args].map(([argument, text]) => `${argument}=${text}`).join(", ")})`;
}

/** A number as bilby reads it: arithmetic as it was written, but its value where it has brackets, since bilby takes what has them for a class. */
export function quantityText({ value, written }: Quantity): string {
  if (written !== undefined && !/[()]/.test(written)) return written;
  return Number.isFinite(value) ? String(value) : value < 0 ? "-np.inf" : "np.inf";
}

// A default range belongs to the default type; of another distribution it would be an argument that means something else, or nothing.
function complete(args: Map<string, string>, prior: DistributionPrior, parameter: string, isDefaultType: boolean): void {
  const { boundary, unit } = defaultsOf(parameter);
  const range = factsOf(parameter)?.usualRange;
  if (isDefaultType) {
    const hasRange = args.has("minimum") || args.has("maximum");
    if (boundary !== undefined && prior.boundary === undefined && !hasRange) args.set("boundary", `'${boundary}'`);
    if (range && !args.has("minimum")) args.set("minimum", String(range.minimum));
    if (range && !args.has("maximum")) args.set("maximum", String(range.maximum));
  }
  if (unit !== undefined && !args.has("unit")) args.set("unit", `'${unit}'`);
}

function argumentText(argument: string, value: Value, key: string): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  // The rest is what bilby's parsers of config files, dictionaries and priors would take for something else.
  if (typeof value === "string" && /^[^'"#,;:=()[\]\n\r]+$/.test(value)) return `'${value}'`;
  throw invalid(key, `has ${argument} ${JSON.stringify(value)}, which bilby's config file can't hold`);
}

function invalid(key: string, what: string): AsimovError {
  return new AsimovError("PRIOR_INVALID", { message: `"priors.${key}" ${what}` });
}
