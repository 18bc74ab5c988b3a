import { AsimovError, parameterKeys, readPrior, type DistributionPrior, type Settings } from "@asimov-gw/core/pipeline";

import { mapAt } from "../settings.ts";

/** An end of the range that the settings give a parameter; undefined when they give none. Throws what is wrong with the prior. */
export function boundOf(settings: Settings, parameter: string, end: "minimum" | "maximum"): number | undefined {
  return distributionOf(settings, parameter)?.numbers.get(end)?.value;
}

/** The range of a parameter, `[minimum, maximum]`; undefined unless both ends are given. */
export function rangeOf(settings: Settings, parameter: string): readonly [number, number] | undefined {
  const [minimum, maximum] = [boundOf(settings, parameter, "minimum"), boundOf(settings, parameter, "maximum")];
  return minimum === undefined || maximum === undefined ? undefined : [minimum, maximum];
}

/** RIFT's name for the prior of the distance; undefined for the one that it has by itself, the square of the distance. Throws `PRIOR_UNSUPPORTED`. */
export function distancePriorOf(settings: Settings): string | undefined {
  const prior = distributionOf(settings, "luminosity distance");
  if (prior === undefined) return undefined;
  const type = prior.type?.split(".").at(-1);
  if (type === undefined) return "pseudo_cosmo";
  const alpha = prior.numbers.get("alpha")?.value ?? 2;
  if (type === "PowerLaw" && alpha === 2) return undefined;
  const name = distances[type];
  if (name !== undefined) return name;
  throw new AsimovError("PRIOR_UNSUPPORTED", {
    message: `"priors.luminosity distance" is ${type === "PowerLaw" ? `a PowerLaw with alpha ${alpha}` : type}, which RIFT does not have`,
    remedy: `Its priors of the distance are PowerLaw with alpha 2, ${Object.keys(distances).join(", ")}; pseudo_cosmo where no type is given.`,
  });
}

/** The type of the prior of the distance that RIFT calls so, as settings have it. */
export function distanceTypeOf(name: string | undefined): { readonly type?: string } {
  if (name === undefined) return { type: "PowerLaw" };
  const type = Object.keys(distances).find((one) => distances[one] === name);
  return type === undefined ? {} : { type };
}

/** Parameters with a prior that RIFT takes no notice of: it has its own. */
export function priorsPassedOver(settings: Settings): readonly string[] {
  return [...parameterKeys(mapAt(settings, "priors"), {}, []).keys()].filter((parameter) => !heeded.has(parameter));
}

const heeded: ReadonlySet<string> = new Set([
  "chirp mass",
  "mass ratio",
  "mass 1",
  "mass 2",
  "spin 1",
  "spin 2",
  "lambda 1",
  "lambda 2",
  "luminosity distance",
]);

const distances: Readonly<Record<string, string>> = { UniformSourceFrame: "cosmo_sourceframe", UniformComovingVolume: "cosmo" };

function distributionOf(settings: Settings, parameter: string): DistributionPrior | undefined {
  const priors = mapAt(settings, "priors");
  const key = parameterKeys(priors, {}, []).get(parameter);
  if (key === undefined) return undefined;
  const { prior, problems } = readPrior(priors[key] ?? null, key);
  if (problems[0]) throw problems[0];
  return prior?.kind === "distribution" ? prior : undefined;
}
