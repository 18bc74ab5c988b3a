import { readPrior, type DistributionPrior, type Quantity, type Value } from "@asimov-gw/core/pipeline";

import { argumentText, expected, kindAsGiven, kindOf, type Given } from "./arguments.ts";
import { classOf, takes, type PriorClass } from "./classes.ts";
import { invalid, meant } from "./invalid.ts";
import { nameOf } from "./names.ts";

/** What the priors of one dictionary share. */
export interface PriorContext {
  /** Names of the joint distributions that are defined among them. */
  readonly distributions: ReadonlySet<string>;
  /** A path of the settings as an absolute one. */
  readonly absolute: (path: string) => string;
}

/** Arguments of a constructor, as they are written. */
export type Arguments = Map<string, string>;

/** The arguments that the settings give for the prior of `parameter`, which they have as `key`. Throws `PRIOR_INVALID`. */
export function argumentsOf(prior: DistributionPrior, priorClass: PriorClass, parameter: string, key: string, context: PriorContext): Arguments {
  return read(prior, priorClass, key, (argument, given, place) => {
    const kind = priorClass.optional === undefined ? kindAsGiven(given) : kindOf(argument);
    if (kind === "distribution") return distribution(given, place, context);
    if (kind === "prior") return innerPrior(given, argument === "slab" ? parameter : undefined, place, context);
    return argumentText(kind, kind === "path" ? absolutePath(given, context) : given);
  });
}

type Text = (argument: string, given: Given, place: string) => string | undefined;

function read({ numbers, others, boundary }: DistributionPrior, priorClass: PriorClass, key: string, text: Text): Arguments {
  const args: Arguments = new Map();
  const given = [
    ...[...numbers].map(([argument, quantity]) => [argument, { quantity } satisfies Given] as const),
    ...[...others].map(([argument, value]) => [argument, { value } satisfies Given] as const),
  ];
  for (const [argument, one] of given) {
    const place = `${key}.${argument.replaceAll("_", " ")}`;
    if (!takes(priorClass, argument)) throw notTaken(argument, place, priorClass);
    const written = text(argument, one, place);
    if (written === undefined) throw invalid(place, `is ${shown(one)}, expected ${expected(kindOf(argument))}`);
    args.set(argument, written);
  }
  if (boundary === undefined || (boundary === "none" && priorClass.boundary === undefined)) return args;
  if (!takes(priorClass, "boundary")) throw notTaken("boundary", `${key}.boundary`, priorClass);
  return args.set("boundary", boundary === "none" ? "None" : `'${boundary}'`);
}

function notTaken(argument: string, place: string, { type, required, optional = [] }: PriorClass): ReturnType<typeof invalid> {
  const taken = [...required, ...optional];
  const remedy = taken.length === 0 ? "Remove it." : `Remove it, or choose another type: ${type} takes ${taken.join(", ")}.`;
  return invalid(place, `is no argument of ${type}${meant(argument, taken)}`, remedy);
}

function distribution({ value }: Given, place: string, { distributions }: PriorContext): string {
  const name = typeof value === "string" ? nameOf(value) : "";
  if (distributions.has(name)) return name;
  const known = distributions.size === 0 ? "there is none" : `there is ${[...distributions].join(", ")}`;
  throw invalid(
    place,
    `is ${JSON.stringify(value)}, which is no joint distribution among the priors: ${known}${meant(name, distributions)}`,
    'Define one beside it, such as "sky: {type: HealPixMapPriorDist, hp file: map.fits}", and name its key: "dist: sky".',
  );
}

// bilby's reader ends a prior within a prior at the first closing bracket, and takes lists in it apart.
function innerPrior({ value }: Given, parameter: string | undefined, key: string, context: PriorContext): string | undefined {
  if (value === undefined) return undefined;
  const { prior, problems } = readPrior(value, key);
  if (problems[0]) throw problems[0];
  if (prior?.kind !== "distribution") return undefined;
  const priorClass = classOf(prior.type ?? "Uniform", key);
  const args: Arguments = new Map(parameter !== undefined && takes(priorClass, "name") ? [["name", `'${nameOf(parameter)}'`]] : []);
  const given = read(prior, priorClass, key, (argument, one, place) => {
    const kind = priorClass.optional === undefined ? kindAsGiven(one) : kindOf(argument);
    if (!["numbers", "parameters", "prior", "distribution"].includes(kind))
      return argumentText(kind, kind === "path" ? absolutePath(one, context) : one);
    throw invalid(place, "can't stand there: bilby reads no lists and no priors within a prior of a prior");
  });
  for (const [argument, text] of given) args.set(argument, text);
  return constructorCall(priorClass, args, key);
}

/** The call of a constructor. Throws `PRIOR_INVALID` where it lacks arguments. */
export function constructorCall({ path, type, required, oneOf }: PriorClass, args: Arguments, key: string): string {
  const missing = required.filter((argument) => !args.has(argument));
  if (missing.length > 0) throw invalid(key, `lacks ${missing.join(", ")}, which ${type} needs`);
  if (oneOf && oneOf.filter((argument) => args.has(argument)).length !== 1)
    throw invalid(key, `is a ${type}, which needs just one of ${oneOf.join(", ")}`);
  // bilby can't read a call without arguments.
  const written = args.size === 0 ? [["minimum", "-np.inf"] as const, ["maximum", "np.inf"] as const] : [...args];
  // bilby looks for the joint distribution in the first place only.
  const ordered = written.toSorted(([one], [other]) => Number(other === "dist") - Number(one === "dist"));
  return `${path}(${ordered.map(([argument, text]) => `${argument}=${text}`).join(", ")})`;
}

function absolutePath(given: Given, { absolute }: PriorContext): Given {
  return typeof given.value === "string" ? { value: absolute(given.value) } : given;
}

function shown({ quantity, value }: Given): string {
  const text: string = quantity === undefined ? JSON.stringify(value) : quantityAsWritten(quantity);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

function quantityAsWritten({ written, value }: Quantity): string {
  return written ?? String(value satisfies Value);
}
