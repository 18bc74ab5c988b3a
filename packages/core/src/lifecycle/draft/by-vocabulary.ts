import { isMap, type Settings, type Value, type ValueType, type Vocabulary } from "../../settings/index.ts";
import type { Options } from "../config-options.ts";
import { readLiteral } from "./literal.ts";

/** A setting, and the option of a config file that it is written to. */
export interface OptionSetting {
  readonly option: string;
  readonly path: readonly string[];
  readonly types: readonly ValueType[];
}

/** Which options of its config file a pipeline makes from which settings, by the option, as its vocabulary says it. */
export function optionTable(vocabulary: Vocabulary, pipeline: string): ReadonlyMap<string, OptionSetting> {
  const table = new Map<string, OptionSetting>();
  for (const { key, descriptions } of vocabulary.entries.values()) {
    const option = descriptions.find(({ reader }) => reader === pipeline)?.option;
    // The first key counts where several are written to one option: it is the one that people should use.
    if (option === undefined || key.includes("*") || table.has(option)) continue;
    const types = descriptions.find(({ reader }) => reader === pipeline)?.types ?? [];
    table.set(option, { option, path: key.split("."), types });
  }
  return table;
}

/** Options that hold maps, put together where a file has each value of them as an option of its own: `data files.H1`. */
export function mapsOf(options: Options, table: ReadonlyMap<string, OptionSetting>): Options {
  const maps = [...table.keys()].flatMap((option) => {
    const prefix = `${option}.`;
    const inner = Object.entries(options).flatMap(([name, text]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), readLiteral(text) ?? text] as const] : [],
    );
    return inner.length === 0 ? [] : [[option, JSON.stringify(Object.fromEntries(inner))] as const];
  });
  return Object.fromEntries(maps);
}

/** The value of a setting that the text of its option means; undefined for what no type of the setting fits. */
export function readOption(text: string, types: readonly ValueType[]): Value | undefined {
  const value = readLiteral(text);
  for (const type of types) {
    const found = asType(value, text.trim(), type);
    if (found !== undefined) return found;
  }
  return undefined;
}

function asType(value: Value | undefined, text: string, { perDetector, listOf, base }: ValueType): Value | undefined {
  if (perDetector) {
    if (!isMap(value)) return undefined;
    const entries = Object.entries(value).map(([detector, inner]) => {
      const found = asType(inner, typeof inner === "string" ? inner : JSON.stringify(inner), { perDetector: false, listOf, base });
      return [detector, found] as const;
    });
    return entries.every((entry): entry is [string, Value] => entry[1] !== undefined) ? Object.fromEntries(entries) : undefined;
  }
  if (listOf) {
    // Some programs take one item, or several with blanks or commas between them, for a list.
    const list: readonly Value[] = Array.isArray(value) ? (value as readonly Value[]) : isMap(value) ? [] : text.split(/[\s,]+/);
    const items = list.map((item) => asType(item, typeof item === "string" ? item : JSON.stringify(item), { perDetector, listOf: false, base }));
    return items.length > 0 && items.every((item) => item !== undefined) ? items : undefined;
  }
  const found = (base === "text" || base === "path") && !isCollection(value) && typeof value !== "string" ? text : value;
  return found !== undefined && found !== null && fits[base](found) ? found : undefined;
}

const fits: Readonly<Record<ValueType["base"], (value: Value) => boolean>> = {
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  text: (value) => typeof value === "string",
  path: (value) => typeof value === "string",
  list: Array.isArray,
  map: isMap,
  section: isMap,
  anything: () => true,
};

// Text without quotes may look like a number, but never like these.
function isCollection(value: Value | undefined): boolean {
  return typeof value === "object" && value !== null;
}

/** Settings with a value at `path`; what is there already stays. */
export function withValue(settings: Settings, [key = "", ...path]: readonly string[], value: Value): Settings {
  const there = Object.hasOwn(settings, key) ? settings[key] : undefined;
  const under = isMap(there) ? there : {};
  if (path.length > 0) return { ...settings, [key]: withValue(under, path, value) };
  return { ...settings, [key]: isMap(value) ? { ...value, ...under } : (there ?? value) };
}

/** Settings without the value at `path`, and without the maps that it leaves empty. */
export function withoutValue(settings: Settings, [key = "", ...path]: readonly string[]): Settings {
  const { [key]: there, ...others } = settings;
  const rest = path.length > 0 && isMap(there) ? withoutValue(there, path) : {};
  // As it was among the others: the order is the file's.
  return Object.keys(rest).length === 0
    ? others
    : Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, name === key ? rest : value]));
}
