import type { Place } from "@asimov-gw/core/system";

/** A value in the line where it is to be changed, without macros; `suffix` is what the lines that refer to it put behind it, such as a unit. */
export interface Written {
  /** Which of the lines. */
  readonly index: number;
  readonly value: string;
  readonly suffix: string;
}

/** Where VARS of workflow files set macros, by lower-case name. */
export type Vars = ReadonlyMap<string, Place>;

/** A macro that a workflow sets. */
export interface FromVars {
  readonly macro: string;
  readonly at: Place;
}

// A VARS line may go on in the next one, and its values may hold quotes behind a backslash.
const varsLine = /^[ \t]*VARS[ \t]+\S+((?:[^\n\\]|\\[^])*)/gim;

/** The macros that VARS of a workflow file set. */
export function varsIn(file: string, text: string): Vars {
  const found = [...text.matchAll(varsLine)].flatMap(({ 1: rest = "", index }) => {
    const at = { file, line: text.slice(0, index).split("\n").length, column: 1 };
    return [...rest.matchAll(/([\w.+]+)\s*=\s*"(?:[^"\\]|\\[^])*"/g)].map(({ 1: name = "" }) => [name.toLowerCase(), at] as const);
  });
  return new Map(found);
}

/**
 * Where the value of the command in line `index` of a file is written: there, or where the only macro that it consists of is defined, as long as nothing
 * else refers to that. A macro that nobody refers to any more would be taken for a command. VARS count over a description, and so do the values that
 * a queue statement goes through. Undefined where it can't be told.
 */
export function written(lines: readonly string[], index: number, vars: Vars): Written | FromVars | undefined {
  const [, value = ""] = definition.exec(lines[index]!) ?? [];
  const around = rangeAround(lines, index);
  let [at, suffix, isOwn] = [index, "", true];
  let [text, behind] = [value, ""];
  // Deeper than anybody nests, and an end for what stands for itself.
  for (let depth = 0; depth < 20; depth++) {
    if (!text.includes("$")) return { index: at, value: text + behind.slice(0, behind.length - suffix.length), suffix };
    const [, name = "", otherwise, rest = ""] = macro.exec(text) ?? [];
    const from = vars.get(name.toLowerCase());
    if (from) return { macro: name, at: from };
    const defined = definitionOf(name, lines, around);
    const plain = defined === undefined ? otherwise : definition.exec(lines[defined]!)![1]!;
    if (name === "" || plain === undefined) return undefined;
    [text, behind] = [plain, rest + behind];
    isOwn &&= defined !== undefined && referencesTo(name, lines.slice(...around)) === 1;
    if (isOwn) [at, suffix] = [defined!, behind];
  }
  return undefined;
}

const definition = /^\s*[\w.]+\s*=\s*(.*?)\s*$/;
const macro = /^\$\(([\w.]+)(?::([^()$]*))?\)\s*(\w*)$/;

// Of several values the last before each queue statement counts: which that is, is not for us to say.
function definitionOf(name: string, lines: readonly string[], [begin, end]: readonly [number, number]): number | undefined {
  const isIt = (word: string | undefined): boolean => word?.toLowerCase() === name.toLowerCase();
  const found: number[] = [];
  for (let index = begin; index < end; index++) {
    const [, looped = ""] = /^\s*queue\b(.*?)\b(?:in|from|matching)\b/i.exec(lines[index]!) ?? [];
    if (looped.split(/[\s,()]+/).some(isIt)) return undefined;
    if (isIt(/^\s*([\w.]+)\s*=/.exec(lines[index]!)?.[1])) found.push(index);
  }
  return found.length === 1 ? found[0] : undefined;
}

function referencesTo(name: string, lines: readonly string[]): number {
  const text = lines
    .filter((line) => !line.trimStart().startsWith("#"))
    .join("\n")
    .toLowerCase();
  return text.split(new RegExp(`\\$\\w*\\(${name.toLowerCase().replaceAll(".", "\\.")}(?=[):,])`)).length - 1;
}

const opening = /^\s*(?:JOB|FINAL|SERVICE|PROVISIONER|SUBMIT-DESCRIPTION)\b.*@=(\S+)\s*$/i;

// In a workflow file the description that stands there; of a submit file all of it.
function rangeAround(lines: readonly string[], index: number): readonly [number, number] {
  const begin = lines.findLastIndex((line, at) => at < index && opening.test(line));
  if (begin < 0) return [0, lines.length];
  const [, tag] = opening.exec(lines[begin]!)!;
  const end = lines.findIndex((line, at) => at > begin && line.trim() === `@${tag}`);
  return [begin + 1, end < 0 ? lines.length : end];
}
