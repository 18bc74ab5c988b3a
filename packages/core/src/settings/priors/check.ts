import type { AsimovError, Place } from "../../system/index.ts";
import { pathKey, type SettingPath } from "../path.ts";
import type { Resolved } from "../resolve.ts";
import { readPriors } from "./read-priors.ts";

/**
 * All that is wrong with the priors of merged settings, such as a minimum of one layer above the maximum of another, each with its place. What is
 * missing in them is left to the pipeline: many take no notice of priors.
 */
export function checkPriors({ settings, lineage }: Resolved): readonly AsimovError[] {
  const at = (path: SettingPath): Place | string | undefined => {
    const key = pathKey(path);
    // A map has no origin of its own, but what is in it has.
    const origin = lineage.get(key) ?? [...lineage].find(([leaf]) => leaf.startsWith(`${key}/`))?.[1];
    return origin && (origin.at ?? origin.layer);
  };
  return readPriors(settings["priors"], { at }).problems;
}
