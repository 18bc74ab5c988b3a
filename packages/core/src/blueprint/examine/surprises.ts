import { pathOfKey, valueAt, type SettingPath, type Value, type ValueType } from "../../settings/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { clearer, explain, type Surprise } from "../surprise.ts";
import type { Warning } from "../warning.ts";

const codes: Readonly<Record<Surprise["kind"], string>> = {
  boolean: "YAML_BOOLEAN",
  sexagesimal: "YAML_SEXAGESIMAL",
  octal: "YAML_OCTAL",
  underscores: "YAML_UNDERSCORES",
  "number-like": "YAML_NUMBER_AS_TEXT",
  date: "YAML_DATE",
  key: "YAML_KEY",
};

/** Warnings for values that YAML 1.1 reads as a newcomer would not expect; `expected` are the types at each value that the vocabulary knows, `own` keys that are left out. */
export function surpriseWarnings(
  surprises: readonly Surprise[],
  { content, source }: BlueprintDocument,
  expected: ReadonlyMap<string, readonly ValueType["base"][]>,
  own: ReadonlySet<string>,
): readonly Warning[] {
  const keys = new Map(Object.entries(source.places).map(([key, [line, column]]) => [`${line}:${column}`, key]));
  return surprises.flatMap((surprise) => {
    const { kind, line, column } = surprise;
    const at = { file: source.file, line, column };
    if (kind === "key") return [warning(surprise, surprise.readAs, at)];
    const key = keys.get(`${line}:${column}`);
    const path = key === undefined ? [] : pathOfKey(key);
    const value = leafAt(content, path);
    // Not in this document: a strategy left it out, or placed it elsewhere.
    if (key === undefined || value === undefined || own.has(path[0] ?? "")) return [];
    const bases = expected.get(key);
    return bases === undefined || isSurprise(kind, bases) ? [warning(surprise, value, at)] : [];
  });
}

// What is of another type than is expected is an error, which tells the surprise too; what is expected to be so is none.
function isSurprise(kind: Surprise["kind"], bases: readonly ValueType["base"][]): boolean {
  return (kind === "octal" || kind === "sexagesimal") && bases.some((base) => base === "number" || base === "integer");
}

function warning(surprise: Surprise, value: Value | undefined, at: Warning["at"]): Warning {
  return { code: codes[surprise.kind], message: explain(surprise, value), at, remedy: clearer(surprise, value) };
}

function leafAt(content: BlueprintDocument["content"], path: SettingPath): Value | undefined {
  const direct = valueAt(content, path);
  if (direct !== undefined) return typeof direct === "object" ? undefined : direct;
  // The path may lead through lists.
  let value: Value | undefined = content;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Array.isArray(value) ? (value[Number(part)] as Value | undefined) : valueAt(value as BlueprintDocument["content"], [part]);
  }
  return typeof value === "object" ? undefined : value;
}
