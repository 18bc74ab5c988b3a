import { formatPath, isMap, type SettingPath, type Settings, type Source, type Value } from "../../settings/index.ts";
import { throwAll, type AsimovError } from "../../system/index.ts";
import { flatMapAll } from "../collect.ts";
import type { BlueprintDocument } from "../parse.ts";
import { wrongType } from "../errors.ts";
import { strategyError } from "./errors.ts";

/** One value that a combination sets: where to, and where it was written in the document. */
export interface Assignment {
  readonly path: SettingPath;
  readonly value: Value;
  readonly from: SettingPath;
}

/** The values that are set together in one analysis. */
export type Combination = readonly Assignment[];

/** A `strategy` as it was written. */
export interface Strategy {
  /** What is multiplied, slowest first: the alternatives of each path, or of each `zip`. */
  readonly factors: readonly (readonly Combination[])[];
  readonly include: readonly Combination[];
  readonly exclude: readonly Combination[];
  /** How many combinations are made at most. */
  readonly limit: number;
}

/** The most that the limit of a strategy can be. */
export const largestLimit: number = 100_000;
const usualLimit = 1000;

/** Reads the `strategy` of a document. Throws `BLUEPRINT_WRONG_TYPE` or `BLUEPRINT_STRATEGY`, all problems together. */
export function readStrategy({ content, source }: BlueprintDocument): Strategy {
  const strategy = content["strategy"];
  const from = ["strategy"];
  if (!isMap(strategy)) throw wrongType(source, from, strategy, "a map of lists such as {waveform.approximant: [A, B]}");
  const parts = flatMapAll(Object.entries(strategy), ([key, value]) => [readEntry(source, key, value)]);
  const factors = parts.flatMap((part) => part.factors ?? []);
  const include = parts.flatMap((part) => part.include ?? []);
  if (factors.length + include.length === 0) {
    throw strategyError(source, from, "the strategy varies nothing", 'Add a line such as "waveform.approximant: [A, B]" to it, or remove it.');
  }
  throwAll([factors.map(([first]) => first ?? []).flat(), ...include].flatMap((combination) => overlaps(source, combination)));
  return { factors, include, exclude: parts.flatMap((part) => part.exclude ?? []), limit: parts.find((part) => part.limit)?.limit ?? usualLimit };
}

function readEntry(source: Source, key: string, value: Value): Partial<Strategy> {
  const from = ["strategy", key];
  switch (key) {
    case "zip":
      return { factors: zips(source, value, from) };
    case "include":
      return { include: readCombinations(source, value, from) };
    case "exclude":
      return { exclude: readCombinations(source, value, from) };
    case "limit":
      return { limit: readLimit(source, value, from) };
    default:
      return { factors: [alternatives(source, key, value, from)] };
  }
}

function alternatives(source: Source, key: string, value: Value, from: SettingPath): readonly Combination[] {
  const path = readPath(source, key, from);
  const list = nonEmptyList(source, value, from, "a list of values such as [A, B]");
  return list.map((element, index) => [{ path, value: element, from: [...from, String(index)] }]);
}

// A map is one group of paths that vary together, a list of maps several groups.
function zips(source: Source, value: Value, from: SettingPath): readonly (readonly Combination[])[] {
  if (!Array.isArray(value)) return [zip(source, value, from)];
  const groups = nonEmptyList(source, value, from, "a map of lists such as {PATH: [A, B], PATH2: [C, D]}, or a list of such maps");
  return flatMapAll([...groups.entries()], ([index, group]) => [zip(source, group, [...from, String(index)])]);
}

function zip(source: Source, value: Value, from: SettingPath): readonly Combination[] {
  const map = nonEmptyMap(source, value, from, "a map of lists such as {PATH: [A, B], PATH2: [C, D]}");
  const columns = flatMapAll(Object.entries(map), ([key, list]) => [alternatives(source, key, list, [...from, key])]);
  const [first = []] = columns;
  if (columns.some(({ length }) => length !== first.length)) {
    const lengths = Object.keys(map).map((key, index) => `${key} has ${columns[index]?.length}`);
    throw strategyError(
      source,
      from,
      `lists that vary together have one length, but ${lengths.join(", ")} values`,
      "Give each path a value for each step.",
    );
  }
  return first.map((_, row) => columns.flatMap((column) => column[row] ?? []));
}

function readCombinations(source: Source, value: Value, from: SettingPath): readonly Combination[] {
  const list = nonEmptyList(source, value, from, "a list of combinations such as [{PATH: A, PATH2: C}]");
  return flatMapAll([...list.entries()], ([index, item]) => {
    const here = [...from, String(index)];
    const map = nonEmptyMap(source, item, here, "a combination such as {PATH: A, PATH2: C}");
    return [flatMapAll(Object.entries(map), ([key, one]) => [{ path: readPath(source, key, [...here, key]), value: one, from: [...here, key] }])];
  });
}

function readLimit(source: Source, value: Value, from: SettingPath): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= largestLimit) return value;
  throw wrongType(source, from, value, `a whole number from 1 to ${largestLimit}`);
}

const fixed = ["kind", "strategy"];

function readPath(source: Source, key: string, from: SettingPath): SettingPath {
  const path = key.split(".");
  if (path.includes("")) {
    throw strategyError(source, from, `"${key}" is not the path of a setting`, "Write its keys with a dot between them: waveform.approximant");
  }
  if (fixed.includes(path[0] ?? "")) {
    throw strategyError(source, from, `a strategy can't vary "${path[0]}"`, "Name a setting of the analysis: waveform.approximant");
  }
  return path;
}

function nonEmptyList(source: Source, value: Value, from: SettingPath, expected: string): readonly Value[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw wrongType(source, from, value, expected);
}

function nonEmptyMap(source: Source, value: Value, from: SettingPath, expected: string): Settings {
  if (isMap(value) && Object.keys(value).length > 0) return value;
  throw wrongType(source, from, value, expected);
}

function overlaps(source: Source, combination: Combination): readonly AsimovError[] {
  return combination.flatMap(({ path, from }, index) => {
    const other = combination.slice(0, index).find((earlier) => earlier.path.every((key, n) => n >= path.length || key === path[n]));
    if (!other) return [];
    return [strategyError(source, from, `"${formatPath(path)}" and "${formatPath(other.path)}" set the same`, "Keep one of the two.")];
  });
}
