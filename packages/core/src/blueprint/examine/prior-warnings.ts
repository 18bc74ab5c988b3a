import {
  distributionNames,
  formatPath,
  isDistribution,
  isMap,
  meantArgument,
  meantParameter,
  placeIn,
  placeOfKey,
  type SettingPath,
  type Source,
  type Value,
} from "../../settings/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import type { Warning } from "../warning.ts";

/** Warnings for parameters and arguments of priors that most likely mean others: what there is besides the known ones, its pipeline knows. */
export function priorWarnings({ content, source }: BlueprintDocument): readonly Warning[] {
  const pipelines = isMap(content["pipelines"]) ? Object.entries(content["pipelines"]) : [];
  return [
    ...warningsIn(content["priors"], ["priors"], source),
    ...pipelines.flatMap(([name, settings]) => (isMap(settings) ? warningsIn(settings["priors"], ["pipelines", name, "priors"], source) : [])),
  ];
}

function warningsIn(priors: Value | undefined, base: SettingPath, source: Source): readonly Warning[] {
  return Object.entries(isMap(priors) ? priors : {}).flatMap(([parameter, prior]) => {
    const meant = meantParameter(parameter);
    return [
      ...(meant === undefined ? [] : [parameterWarning([...base, parameter], meant, source)]),
      ...argumentWarnings(prior, [...base, parameter], source),
      ...typeWarnings(prior, [...base, parameter], source),
    ];
  });
}

function argumentWarnings(prior: Value | undefined, base: SettingPath, source: Source): readonly Warning[] {
  return Object.keys(isMap(prior) ? prior : {}).flatMap((argument) => {
    const meant = meantArgument(argument.trim().replaceAll(/[\s-]+/g, "_"));
    return meant === undefined ? [] : [argumentWarning([...base, argument], meant.replaceAll("_", " "), source)];
  });
}

// What is close to a known one is refused.
function typeWarnings(prior: Value | undefined, base: SettingPath, source: Source): readonly Warning[] {
  const type = isMap(prior) ? prior["type"] : undefined;
  if (typeof type !== "string" || !/^[A-Za-z_]\w*$/.test(type) || isDistribution(type)) return [];
  const path = [...base, "type"];
  return [
    {
      code: "PRIOR_TYPE_UNKNOWN",
      message: `"${formatPath(path)}" is "${type}", which is no known distribution`,
      at: placeIn(source, path),
      remedy: `It is passed on as it is; the pipeline refuses what it does not know. Known are ${distributionNames().join(", ")}; with its module (my.module.${type}) nobody asks.`,
    },
  ];
}

function parameterWarning(path: SettingPath, meant: string, source: Source): Warning {
  return {
    code: "PRIOR_PARAMETER",
    message: `"${formatPath(path)}" is the prior of no known parameter. Did you mean "${meant}"?`,
    at: placeOfKey(source, path),
    remedy: "It is passed on as it is; the pipeline samples what it is given.",
  };
}

function argumentWarning(path: SettingPath, meant: string, source: Source): Warning {
  return {
    code: "PRIOR_ARGUMENT",
    message: `"${formatPath(path)}" is no known argument of a prior. Did you mean "${meant}"?`,
    at: placeOfKey(source, path),
    remedy: "It is passed on as it is; the pipeline refuses what its distribution does not take.",
  };
}
