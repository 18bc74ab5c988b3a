import { pathKey, placeIn, type Settings, type Value } from "../../settings/index.ts";
import type { AsimovError } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import type { Warning } from "../warning.ts";
import type { Reading } from "./fault.ts";
import type { Knowledge } from "./knowledge.ts";
import { priorWarnings } from "./prior-warnings.ts";
import { surpriseWarnings } from "./surprises.ts";
import { deprecatedWarning, placeWarnings, readAsNumber } from "./warnings.ts";
import { factsChecked, walkSettings } from "./walk-settings.ts";
import { faultError, surpriseAt } from "./words.ts";

/** What the vocabulary says of a document. */
export interface Examination {
  /** The document with numbers where it has texts such as `1e9` that mean them, and nothing but what the ledger keeps. */
  readonly document: BlueprintDocument;
  readonly problems: readonly AsimovError[];
  readonly warnings: readonly Warning[];
}

/** Compares the settings of a document with the vocabulary: values of another type or out of range are problems, unknown keys only warnings. */
export function examine(document: BlueprintDocument, kind: string, knowledge: Knowledge): Examination {
  const { content } = document;
  const { surprises = [], ...source } = document.source;
  const found = walkSettings(document, kind, knowledge);
  const readings = found.values.map(({ reading }) => reading);
  const problems = found.values.flatMap(({ reading, key }) =>
    reading.faults.map((fault) => faultError(fault, placeIn(source, fault.path), key, surpriseAt(surprises, source, pathKey(fault.path)))),
  );
  const numbers = readings.flatMap((reading) => reading.numbers);
  const warnings = [
    ...found.unknown,
    ...priorWarnings(document),
    ...placeWarnings(document, kind),
    ...found.deprecated.map((one) => deprecatedWarning(one.path, one.key, source)),
    ...numbers.map((number) => readAsNumber(number, source)),
    ...(surprises.length === 0 ? [] : surpriseWarnings(surprises, document, expectedAt(readings), factsChecked)),
  ];
  return { document: { content: withNumbers(content, numbers), source }, problems, warnings: byPlace(warnings) };
}

function expectedAt(readings: readonly Reading[]): ReadonlyMap<string, Reading["leaves"][number]["bases"]> {
  return new Map(readings.flatMap(({ leaves }) => leaves.map(({ path, bases }) => [pathKey(path), bases] as const)));
}

function withNumbers(content: Settings, numbers: Reading["numbers"]): Settings {
  if (numbers.length === 0) return content;
  const byPath = new Map(numbers.map(({ path, value }) => [pathKey(path), value]));
  const change = (value: Value, path: string): Value => {
    if (typeof value !== "object" || value === null) return byPath.get(path) ?? value;
    if (Array.isArray(value)) return value.map((item: Value, index) => change(item, path + pathKey([String(index)])));
    return mapEntries(value as Settings, path);
  };
  const mapEntries = (map: Settings, path: string): Settings =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, path + pathKey([key]))]));
  return mapEntries(content, "");
}

function byPlace(warnings: readonly Warning[]): readonly Warning[] {
  const line = ({ at }: Warning): number => at.line ?? 0;
  return [...warnings].sort((one, other) => line(one) - line(other) || (one.at.column ?? 0) - (other.at.column ?? 0));
}
