import { AsimovError, didYouMean, type Place } from "../../system/index.ts";
import { isMap } from "../path.ts";
import type { Settings, Value } from "../types.ts";
import { parseType, type ValueType } from "./value-type.ts";

/** What a vocabulary file says of one key; what it leaves out, an earlier description of the key says. */
export interface FileEntry {
  readonly types?: readonly ValueType[] | undefined;
  readonly unit?: string | undefined;
  readonly minimum?: number | undefined;
  readonly above?: number | undefined;
  readonly maximum?: number | undefined;
  readonly values?: readonly (string | number)[] | undefined;
  readonly meaning?: string | undefined;
  readonly example?: Value | undefined;
  readonly default?: Value | undefined;
  readonly option?: string | undefined;
  readonly deprecated: readonly string[];
}

/** A vocabulary file: what it describes by key, and for core's own what documents say about themselves by kind. */
export interface VocabularyFile {
  readonly settings: ReadonlyMap<string, FileEntry>;
  readonly facts: ReadonlyMap<string, ReadonlyMap<string, FileEntry>>;
  readonly problems: readonly AsimovError[];
}

/**
 * Reads a vocabulary: JSON such as `{"vocabulary": 1, "settings": {"data.segment length": {"type": "number", "unit": "s", "above": 0,
 * "meaning": "Length of the analysed strain.", "option": "duration"}}}`. What is wrong in it is left out and among its problems, `VOCABULARY_FILE`.
 */
export function readVocabulary(text: string, file: string): VocabularyFile {
  const problems: AsimovError[] = [];
  const at: Place = { file };
  const entriesIn = (value: Value | undefined, where: string): ReadonlyMap<string, FileEntry> => {
    if (value === undefined) return new Map();
    if (!isMap(value)) {
      problems.push(faulty(`"${where}" is not a map from keys to what is said of them`, at));
      return new Map();
    }
    return new Map(
      Object.entries(value).flatMap(([key, said]) => {
        const found = readEntry(key, said);
        if (Array.isArray(found)) problems.push(...found.map((what: string) => faulty(`"${key}": ${what}`, at)));
        return Array.isArray(found) ? [] : [[key, found as FileEntry] as const];
      }),
    );
  };
  const content = parseJson(text, at);
  if (content instanceof AsimovError) return { settings: new Map(), facts: new Map(), problems: [content] };
  const facts = isMap(content["facts"]) ? Object.entries(content["facts"]) : [];
  return {
    settings: entriesIn(content["settings"], "settings"),
    facts: new Map(facts.map(([kind, entries]) => [kind, entriesIn(entries, `facts.${kind}`)])),
    problems,
  };
}

function parseJson(text: string, at: Place): Settings | AsimovError {
  let content: Value;
  try {
    content = JSON.parse(text) as Value;
  } catch (cause) {
    return faulty(`not readable as JSON: ${cause instanceof Error ? cause.message : String(cause)}`, at);
  }
  if (isMap(content) && content["vocabulary"] === 1) return content;
  return faulty('it does not say which version of the format it has: "vocabulary": 1', at);
}

const fields = ["type", "unit", "minimum", "above", "maximum", "values", "meaning", "example", "default", "option", "deprecated"];

function readEntry(key: string, said: Value): FileEntry | readonly string[] {
  if (key.split(".").some((part) => part.trim() !== part || part === "")) return ["a key is written as names with dots between them"];
  if (!isMap(said)) return ["what is said of a key is a map"];
  const unknown = Object.keys(said).filter((field) => !fields.includes(field));
  const types = [said["type"] ?? []].flat().map((type) => (typeof type === "string" ? parseType(type) : undefined));
  const wrong = [
    ...unknown.map((field) => `"${field}" is not a field.${didYouMean(field, fields)}`),
    ...(types.includes(undefined) ? [`${JSON.stringify(said["type"])} is not a type`] : []),
    ...["minimum", "above", "maximum"].filter((field) => notA("number", said[field])).map((field) => `"${field}" is not a number`),
    ...["unit", "meaning", "option"].filter((field) => notA("string", said[field])).map((field) => `"${field}" is not text`),
    ...["values", "deprecated"]
      .filter((field) => said[field] !== undefined && !Array.isArray(said[field]))
      .map((field) => `"${field}" is not a list`),
  ];
  if (wrong.length > 0) return wrong;
  const list = (field: string): readonly Value[] => [said[field] ?? []].flat();
  return {
    types: types.length === 0 ? undefined : types.filter((type) => type !== undefined),
    unit: textOf(said["unit"]),
    minimum: numberOf(said["minimum"]),
    above: numberOf(said["above"]),
    maximum: numberOf(said["maximum"]),
    values: said["values"] === undefined ? undefined : list("values").filter((value) => typeof value === "string" || typeof value === "number"),
    meaning: textOf(said["meaning"]),
    example: said["example"],
    default: said["default"],
    option: textOf(said["option"]),
    deprecated: list("deprecated").filter((name) => typeof name === "string"),
  };
}

function notA(type: "number" | "string", value: Value | undefined): boolean {
  return value !== undefined && typeof value !== type;
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOf(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function faulty(message: string, at: Place): AsimovError {
  return new AsimovError("VOCABULARY_FILE", { message, at, remedy: "Report it to the author of the package; what else it says counts." });
}
