import type { AsimovError } from "../../system/index.ts";
import type { SettingPath } from "../path.ts";
import type { Value } from "../types.ts";
import { evaluate } from "./expression.ts";
import { problem, shown } from "./problem.ts";
import type { PriorOptions, Quantity } from "./types.ts";

/** The number that a value means: itself, or arithmetic as text. Undefined, with the problem added to `problems`, for anything else. */
export function readQuantity(value: Value, path: SettingPath, options: PriorOptions, problems: AsimovError[]): Quantity | undefined {
  if (typeof value === "number" && !Number.isNaN(value)) return { value };
  const evaluated = typeof value === "string" ? evaluate(value) : undefined;
  if (typeof value === "string" && evaluated?.value !== undefined) return { value: evaluated.value, written: value.trim() };
  const why = evaluated === undefined ? "" : `: ${evaluated.problem}`;
  problems.push(
    problem("PRIOR_NUMBER", path, `is ${shown(value)}, expected a number${why}`, options, 'Write a number, or arithmetic such as "2 * np.pi".'),
  );
  return undefined;
}

/** A quantity as it was written. */
export function quantityText({ value, written }: Quantity): string {
  return written ?? String(value);
}
