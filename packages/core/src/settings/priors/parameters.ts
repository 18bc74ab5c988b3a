import { nearest } from "../../system/index.ts";

/** Units that settings are in; nothing is ever converted. */
export type Unit = "solar masses" | "Mpc" | "rad" | "s" | "GPS s";

/** What is known of a parameter that can have a prior. */
export interface ParameterFacts {
  readonly meaning: string;
  /** Undefined for a pure number. */
  readonly unit?: Unit;
  /** The range where the settings give none. */
  readonly usualRange?: { readonly minimum: number | string; readonly maximum: number | string };
}

/** The one name of the parameter that a key of `priors` means: `spin 1` for `a_1`, `chirp mass` for `Chirp-Mass`; of an unknown one the key, with blanks. */
export function parameterOf(key: string): string {
  const name = key.trim().replaceAll(/[\s_-]+/g, " ");
  const known = name.toLowerCase();
  if (Object.hasOwn(otherNames, known)) return otherNames[known]!;
  return Object.hasOwn(parameters, known) ? known : name;
}

/** What is known of a parameter, by the name that {@link parameterOf} gives it. */
export function factsOf(parameter: string): ParameterFacts | undefined {
  return Object.hasOwn(parameters, parameter) ? parameters[parameter] : undefined;
}

/** The parameter that a key most likely means which names no known one, such as `chirp mass` for `chrip mass`: word by word, and short words as they are. */
export function meantParameter(key: string): string | undefined {
  const name = parameterOf(key);
  if (factsOf(name)) return undefined;
  const words = name.toLowerCase().split(" ");
  const isMeant = (word: string, other: string | undefined): boolean =>
    word === other || (word.length >= shortest && other !== undefined && nearest(word, [other]) !== undefined);
  return Object.keys(parameters).find((known) => {
    const others = known.split(" ");
    return others.length === words.length && words.every((word, index) => isMeant(word, others[index]));
  });
}

const shortest = 4;

const masses = { unit: "solar masses" } as const;
const angle = { unit: "rad" } as const;
const circle = { ...angle, usualRange: { minimum: 0, maximum: "2 * np.pi" } } as const;
const spin = { usualRange: { minimum: 0, maximum: 0.99 } } as const;
const component = { ...masses, usualRange: { minimum: 1, maximum: 1000 } } as const;
const deformability = { usualRange: { minimum: 0, maximum: 5000 } } as const;

/** The parameters that asimov knows; priors of others are taken as they are. */
export const parameters: Readonly<Record<string, ParameterFacts>> = {
  "chirp mass": { ...masses, meaning: "chirp mass in the detector's frame" },
  "total mass": { ...masses, meaning: "sum of both masses in the detector's frame" },
  "mass 1": { ...component, meaning: "mass of the heavier object in the detector's frame" },
  "mass 2": { ...component, meaning: "mass of the lighter object in the detector's frame" },
  "mass ratio": { meaning: "mass of the lighter object over that of the heavier one" },
  "symmetric mass ratio": { meaning: "product of both masses over the square of their sum" },
  "spin 1": { ...spin, meaning: "dimensionless spin of the heavier object" },
  "spin 2": { ...spin, meaning: "dimensionless spin of the lighter object" },
  "chi 1": { meaning: "spin of the heavier object along the orbital angular momentum" },
  "chi 2": { meaning: "spin of the lighter object along the orbital angular momentum" },
  "tilt 1": { ...angle, meaning: "angle between the heavier object's spin and the orbital angular momentum" },
  "tilt 2": { ...angle, meaning: "angle between the lighter object's spin and the orbital angular momentum" },
  "phi 12": { ...circle, meaning: "azimuthal angle between both spins" },
  "phi jl": { ...circle, meaning: "azimuthal angle between total and orbital angular momentum" },
  "lambda 1": { ...deformability, meaning: "tidal deformability of the heavier object" },
  "lambda 2": { ...deformability, meaning: "tidal deformability of the lighter object" },
  "luminosity distance": { unit: "Mpc", meaning: "luminosity distance" },
  "comoving distance": { unit: "Mpc", meaning: "comoving distance" },
  redshift: { meaning: "redshift" },
  ra: { ...angle, meaning: "right ascension" },
  dec: { ...angle, meaning: "declination" },
  zenith: { ...angle, meaning: "angle to the axis through two detectors" },
  azimuth: { ...angle, meaning: "angle around the axis through two detectors" },
  "theta jn": { ...angle, meaning: "angle between the line of sight and the total angular momentum" },
  iota: { ...angle, meaning: "angle between the line of sight and the orbital angular momentum" },
  psi: { ...angle, meaning: "polarisation angle" },
  phase: { ...angle, meaning: "orbital phase at the reference frequency" },
  "geocentric time": { unit: "GPS s", meaning: "time of the merger at the centre of the Earth" },
  "time jitter": { unit: "s", meaning: "shift of the time within one sample" },
};

const otherNames: Readonly<Record<string, string>> = { "a 1": "spin 1", "a 2": "spin 2", "geocent time": "geocentric time" };
