import type { AsimovError, Place } from "../../system/index.ts";
import { isMap, pathKey, type SettingPath } from "../path.ts";
import type { Resolved } from "../resolve.ts";
import type { Value } from "../types.ts";
import { requiredArguments } from "./distributions.ts";
import { parameterOf } from "./parameters.ts";
import { problem } from "./problem.ts";
import { readPriors } from "./read-priors.ts";
import type { Prior, PriorOptions } from "./types.ts";

/**
 * All that is wrong with the priors of merged settings, such as a minimum of one layer above the maximum of another, and arguments that a
 * distribution needs, each with its place. A range that is missing is left to the pipeline: many take no notice of priors.
 */
export function checkPriors({ settings, lineage }: Resolved): readonly AsimovError[] {
  const at = (path: SettingPath): Place | string | undefined => {
    const key = pathKey(path);
    // A map has no origin of its own, but what is in it has.
    const origin = lineage.get(key) ?? [...lineage].find(([leaf]) => leaf.startsWith(`${key}/`))?.[1];
    return origin && (origin.at ?? origin.layer);
  };
  const { priors, problems } = readPriors(settings["priors"], { at });
  return [...problems, ...[...priors.parameters].flatMap(([parameter, prior]) => missing(keyOf(settings["priors"], parameter), prior, { at }))];
}

// A range that is not given may be the usual one of the parameter; nothing stands for the other arguments.
function missing(key: string, prior: Prior, options: PriorOptions): readonly AsimovError[] {
  if (prior.kind === "fixed" || prior.type === undefined) return [];
  const lacking = requiredArguments(prior.type).filter((name) => name !== "minimum" && name !== "maximum" && !prior.numbers.has(name));
  if (lacking.length === 0) return [];
  const what = `is a ${prior.type}, which needs ${lacking.map((name) => `"${name}"`).join(" and ")}`;
  return [problem("PRIOR_MISSING", ["priors", key], what, options, `Add it, such as "${lacking[0]}: 1", or choose another type.`)];
}

function keyOf(priors: Value | undefined, parameter: string): string {
  return Object.keys(isMap(priors) ? priors : {}).find((key) => parameterOf(key) === parameter) ?? parameter;
}
