import { isDeepStrictEqual } from "node:util";

import { isMap, type Value } from "../../settings/index.ts";
import type { Options } from "../config-options.ts";
import { readLiteral } from "./literal.ts";

/** An option that a draft does not make as the config file has it. */
export interface OptionLeft {
  readonly option: string;
  readonly value: string;
  /** What the draft makes of it; undefined where it does not make the option. */
  readonly rendered: string | undefined;
}

/** The options of a config file that rendering its draft gives otherwise; `directory` is where relative paths start. */
export function optionsLeft(original: Options, rendered: Options, directory: string): readonly OptionLeft[] {
  return Object.entries(original)
    .filter(([option, value]) => !sameValue(value, rendered[option], directory))
    .map(([option, value]) => ({ option, value, rendered: rendered[option] }));
}

// What means nothing to the program is as good as not there; numbers, quotes and blanks can be written in several ways.
function sameValue(value: string, rendered: string | undefined, directory: string): boolean {
  const [one, other] = [meaning(value, directory), rendered === undefined ? null : meaning(rendered, directory)];
  return isDeepStrictEqual(one, other);
}

function meaning(text: string, directory: string): Value {
  const value = readLiteral(text);
  if (value !== undefined) return shortened(value, directory);
  // A trailing comma in brackets says nothing either.
  return text.replaceAll(/\s+/g, "").replaceAll(/,(?=[)\]}])/g, "");
}

function shortened(value: Value, directory: string): Value {
  if (typeof value === "string") return value.replace(`${directory}/`, "").replace(/^\.\//, "");
  if (Array.isArray(value)) return value.map((item: Value) => shortened(item, directory));
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner, directory)])) : value;
}
