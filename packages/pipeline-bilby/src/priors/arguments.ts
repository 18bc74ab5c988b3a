import { evaluate, parameterOf, type Quantity, type Value } from "@asimov-gw/core/pipeline";

import { nameOf } from "./names.ts";
import { textOf } from "./text.ts";

/** What kinds of value the arguments of bilby's classes have; all others are numbers. */
export type ArgumentKind = "number" | "integer" | "boolean" | "text" | "function" | "path" | "numbers" | "parameters" | "prior" | "distribution";

/** The kind of an argument, by its name: bilby has none with two meanings. */
export function kindOf(argument: string): ArgumentKind {
  return Object.hasOwn(kinds, argument) ? kinds[argument]! : "number";
}

/** The kind of an argument of a class that is not known here: as its value is. */
export function kindAsGiven({ quantity, value }: Given): ArgumentKind {
  if (quantity !== undefined) return "number";
  return typeof value === "boolean" ? "boolean" : Array.isArray(value) ? "numbers" : "text";
}

/** What an argument of `kind` is, for messages. */
export function expected(kind: ArgumentKind): string {
  return descriptions[kind];
}

/** What the settings say of an argument: a number, or anything else. */
export type Given = { readonly quantity: Quantity; readonly value?: undefined } | { readonly quantity?: undefined; readonly value: Value };

/** An argument as bilby reads it; undefined for a value that is not of this kind. Priors and joint distributions are not written here. */
export function argumentText(kind: ArgumentKind, { quantity, value }: Given): string | undefined {
  if (quantity !== undefined) {
    if (kind === "integer") return Number.isInteger(quantity.value) ? String(quantity.value) : undefined;
    return kind === "number" ? quantityText(quantity) : undefined;
  }
  if (kind === "boolean") return typeof value === "boolean" ? (value ? "True" : "False") : undefined;
  if (kind === "parameters") return listOf(value, (one) => (isText(one) ? textOf(nameOf(parameterOf(one))) : undefined));
  if (kind === "numbers") return listOf(value, numberText);
  if (kind === "function") return isText(value) && /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(value) ? textOf(value) : undefined;
  return (kind === "text" || kind === "path") && isText(value) ? textOf(value) : undefined;
}

/** A number as bilby reads it: arithmetic as it was written, but its value where it has brackets, since bilby takes what has them for a class. */
export function quantityText({ value, written }: Quantity): string {
  if (written !== undefined && !/[()]/.test(written)) return written;
  return Number.isFinite(value) ? String(value) : value < 0 ? "-np.inf" : "np.inf";
}

function isText(value: Value): value is string {
  return typeof value === "string" && value !== "";
}

function numberText(value: Value): string | undefined {
  if (Array.isArray(value)) return listOf(value, numberText);
  if (typeof value === "number") return Number.isNaN(value) ? undefined : quantityText({ value });
  const evaluated = typeof value === "string" ? evaluate(value).value : undefined;
  return evaluated === undefined || typeof value !== "string" ? undefined : quantityText({ value: evaluated, written: value.trim() });
}

function listOf(value: Value, text: (one: Value) => string | undefined): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const texts = value.map((one: Value) => text(one));
  return texts.every((one) => one !== undefined) ? `[${texts.join(", ")}]` : undefined;
}

const kinds: Readonly<Record<string, ArgumentKind>> = {
  a_prior: "prior",
  bounds: "numbers",
  condition_func: "function",
  corrcoefs: "numbers",
  cosmology: "text",
  covs: "numbers",
  dist: "distribution",
  distance: "boolean",
  equal_mass: "boolean",
  file_name: "path",
  hp_file: "path",
  label: "text",
  latex_label: "text",
  mus: "numbers",
  n_dimensions: "integer",
  name: "text",
  names: "parameters",
  ncategories: "integer",
  nmodes: "integer",
  nu: "integer",
  num_interp: "integer",
  order: "integer",
  sigmas: "numbers",
  slab: "prior",
  unit: "text",
  values: "numbers",
  weights: "numbers",
  xx: "numbers",
  yy: "numbers",
  z_prior: "prior",
};

const descriptions: Readonly<Record<ArgumentKind, string>> = {
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  text: "text",
  function: "the path of a Python function such as my_package.condition",
  path: "the path of a file",
  numbers: "a list of numbers",
  parameters: "a list of parameters",
  prior: "a map such as {type: Uniform, minimum: 0, maximum: 1}",
  distribution: "the key of a joint distribution among the priors",
};
