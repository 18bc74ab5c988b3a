import { isMap, placeIn, readPriors, type SettingPath, type Value } from "../settings/index.ts";
import type { AsimovError } from "../system/index.ts";
import type { BlueprintDocument } from "./parse.ts";

/** All that is wrong with the priors that a document sets, each layer in it by itself. */
export function validatePriors({ content, source }: BlueprintDocument): readonly AsimovError[] {
  const problems = (priors: Value | undefined, base: SettingPath): readonly AsimovError[] =>
    readPriors(priors, { at: (path) => placeIn(source, [...base, ...path]) }).problems;
  const pipelines = isMap(content["pipelines"]) ? Object.entries(content["pipelines"]) : [];
  return [
    ...problems(content["priors"], []),
    ...pipelines.flatMap(([name, settings]) => (isMap(settings) ? problems(settings["priors"], ["pipelines", name]) : [])),
  ];
}
