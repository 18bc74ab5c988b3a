import { AsimovError } from "../../system/index.ts";
import { formatPath, type SettingPath } from "../path.ts";
import type { Value } from "../types.ts";
import type { PriorOptions } from "./types.ts";

/** Codes of what can be wrong with priors. */
type PriorCode =
  | "PRIOR_NOT_A_MAP"
  | "PRIOR_NAME"
  | "PRIOR_TWICE"
  | "PRIOR_VALUE"
  | "PRIOR_NUMBER"
  | "PRIOR_RANGE"
  | "PRIOR_BOUNDARY"
  | "PRIOR_TYPE"
  | "PRIOR_UNIT"
  | "PRIOR_MISSING"
  | "PRIOR_OPTION";

/** The error for the value at `path`; `what` goes on after its name: `is 5, expected ...`. */
export function problem(code: PriorCode, path: SettingPath, what: string, { at }: PriorOptions, remedy?: string): AsimovError {
  return new AsimovError(code, { message: `"${formatPath(path)}" ${what}`, at: at?.(path), remedy });
}

/** A value as messages show it. */
export function shown(value: Value | undefined): string {
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
