import { formatPlace, type AsimovError, type Place } from "../../system/index.ts";
import { isMap, type SettingPath } from "../path.ts";
import type { Settings, Value } from "../types.ts";
import { readBoundary } from "./boundary.ts";
import { isNumeric, meantDistribution } from "./distributions.ts";
import { evaluate } from "./expression.ts";
import { factsOf, parameterOf } from "./parameters.ts";
import { problem, shown } from "./problem.ts";
import { quantityText, readQuantity } from "./quantity.ts";
import type { DistributionPrior, Prior, PriorOptions, Quantity } from "./types.ts";
import { means } from "./units.ts";

/** What was read, as far as it could be, and all that is wrong with it. */
export interface ReadPrior {
  readonly prior: Prior | undefined;
  readonly problems: readonly AsimovError[];
}

/** Reads `value`, the prior under `key` of a map of priors: a number or arithmetic for a fixed one, a map for a distribution. */
export function readPrior(value: Value, key: string, options: PriorOptions = {}): ReadPrior {
  const path = ["priors", key];
  const problems: AsimovError[] = [];
  if (isMap(value)) return { prior: readDistribution(value, path, options, problems), problems };
  const isFixed = typeof value === "number" || (typeof value === "string" && !/^\s*[A-Z]\w*\s*\(/.test(value));
  const fixed = isFixed ? readQuantity(value, path, options, problems) : undefined;
  if (fixed && Number.isFinite(fixed.value)) return { prior: { kind: "fixed", at: fixed }, problems };
  if (problems.length === 0) {
    const remedy = `Write a fixed value as a number, and a prior as a map: "${key}: {type: Uniform, minimum: 0, maximum: 1}".`;
    problems.push(problem("PRIOR_VALUE", path, `is ${shown(value)}, expected a finite number or a map`, options, remedy));
  }
  return { prior: undefined, problems };
}

function readDistribution(map: Settings, path: SettingPath, options: PriorOptions, problems: AsimovError[]): DistributionPrior {
  const numbers = new Map<string, Quantity>();
  const others = new Map<string, Value>();
  const spellings = new Map<string, string>();
  for (const [key, value] of Object.entries(map)) {
    const here = [...path, key];
    const argument = key.trim().replaceAll(/[\s-]+/g, "_");
    const other = spellings.get(argument);
    spellings.set(argument, key);
    if (!/^[A-Za-z]\w*$/.test(argument)) problems.push(problem("PRIOR_NAME", here, "can't be the name of an argument", options));
    else if (other !== undefined) problems.push(problem("PRIOR_TWICE", here, `says the same as "${other}"`, options, "Remove one of them."));
    else if (argument === "type" || argument === "boundary" || value === null) continue;
    else if (isNumber(argument, value)) {
      const number = readQuantity(value, here, options, problems);
      if (number) numbers.set(argument, number);
    } else others.set(argument, value);
  }
  const type = readType(map, path, options, problems);
  const boundary = readBoundary(map, path, options, problems);
  checkRange(numbers, path, options, problems);
  checkUnit(map, path, options, problems);
  return { kind: "distribution", type, boundary, numbers, others };
}

function isNumber(argument: string, value: Value): boolean {
  if (isNumeric(argument) || typeof value === "number") return true;
  return typeof value === "string" && !texts.has(argument) && evaluate(value).value !== undefined;
}

const texts: ReadonlySet<string> = new Set(["name", "unit", "latex_label", "cosmology"]);

function readType({ type = null }: Settings, path: SettingPath, options: PriorOptions, problems: AsimovError[]): string | undefined {
  if (type === null) return undefined;
  if (typeof type === "string" && /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(type)) {
    const meant = meantDistribution(type);
    if (meant === undefined) return type;
    problems.push(
      problem(
        "PRIOR_TYPE",
        [...path, "type"],
        `is ${shown(type)}, which is no distribution. Did you mean "${meant}"?`,
        options,
        `Write type: ${meant}`,
      ),
    );
    return undefined;
  }
  const what = `is ${shown(type)}, expected the name of a distribution such as Uniform`;
  problems.push(
    problem("PRIOR_TYPE", [...path, "type"], what, options, "Write the name alone, such as type: Uniform; its arguments are keys beside it."),
  );
  return undefined;
}

function checkRange(numbers: DistributionPrior["numbers"], path: SettingPath, options: PriorOptions, problems: AsimovError[]): void {
  const [minimum, maximum] = [numbers.get("minimum"), numbers.get("maximum")];
  if (!minimum || !maximum || minimum.value < maximum.value) return;
  const [from, to] = [options.at?.([...path, "minimum"]), options.at?.([...path, "maximum"])];
  const elsewhere = to === undefined || isSameLine(from, to) ? "" : ` (${formatPlace(to)})`;
  const what = `is ${quantityText(minimum)}, which is not below the maximum ${quantityText(maximum)}${elsewhere}`;
  const remedy = minimum.value === maximum.value ? "For a fixed value, write the number instead of the map." : "Correct one of them.";
  problems.push(problem("PRIOR_RANGE", [...path, "minimum"], what, options, remedy));
}

function isSameLine(a: Place | string | undefined, b: Place | string): boolean {
  return typeof a === "object" && typeof b === "object" ? a.file === b.file && a.line === b.line : a === b;
}

function checkUnit({ unit = null }: Settings, path: SettingPath, options: PriorOptions, problems: AsimovError[]): void {
  const known = factsOf(parameterOf(path.at(-1) ?? ""))?.unit;
  if (unit === null || known === undefined || (typeof unit === "string" && means(unit, known))) return;
  const what = `is ${shown(unit)}, but this parameter is in ${known}`;
  problems.push(problem("PRIOR_UNIT", [...path, "unit"], what, options, "Nothing is converted: give the numbers in that unit, and leave this out."));
}
