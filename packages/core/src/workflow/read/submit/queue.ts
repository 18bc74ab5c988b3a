import { placeAt, type Line } from "../lines.ts";
import type { Definition } from "./definition.ts";
import { expand } from "./macros.ts";
import type { Scope } from "./scope.ts";
import { parseInteger } from "./units.ts";

/** The `queue` statement of a submit file, macros not yet expanded. */
export interface Queue {
  /** What follows the word `queue`. */
  readonly text: Definition;
  /** The lines of a list that begins with `(` in the line of the statement and ends with `)` in a later one. */
  readonly list: readonly Line[];
}

/** What a `queue` statement asks for: `count` jobs for each of its items, or one without items. */
interface Asked {
  readonly count: number;
  readonly variables: readonly string[];
  /** One text for each item, or the file that holds one in each line. */
  readonly items: readonly string[] | { readonly file: string };
}

const form = "Write: queue [NUMBER] [NAME,... from FILE | NAME in (ITEM, ITEM)]";

/** Reads the lines from the `queue` statement on, the first of `lines`; `end` is the first line that is not of it. */
export function parseQueue(lines: readonly Line[]): { readonly queue: Queue; readonly end: number } {
  const line = lines[0]!;
  const [, gap = "", value = ""] = /^queue(\s*)(.*)$/is.exec(line.text) ?? [];
  const text = { name: "queue", value, line, offset: "queue".length + gap.length };
  const close = /\([^)]*$/.test(value) ? lines.findIndex((later, index) => index > 0 && later.text.endsWith(")")) : 0;
  const end = close === -1 ? lines.length : close + 1;
  return { queue: { text, list: lines.slice(1, end) }, end };
}

/** What `queue` asks for, its macros looked up in `scope`; undefined, with a problem, when it cannot be read. */
export function askedBy(queue: Queue, scope: Scope): Asked | undefined {
  const { text, list } = queue;
  const value = expand(text, scope).trim();
  const wrong = (code: "WORKFLOW_SYNTAX" | "WORKFLOW_UNSUPPORTED", message: string): undefined => {
    scope.problems.add(code, { message, at: placeAt(text.line), remedy: form }, [scope.node]);
    return undefined;
  };
  const [, before = value, verb = "", after = ""] = /^(.*?)(?:^|\s+)(in|from|matching)(?:\s*(?=[([])|\s+)(.*)$/is.exec(value) ?? [];
  const [, number, names = ""] = /^(\d*)(?:$|(?<=\d)\s+|(?<!\d))(.*)$/s.exec(before.trim()) ?? [];
  const count = number === "" ? 1 : parseInteger(number ?? "", 1);
  if (verb.toLowerCase() === "matching")
    return wrong("WORKFLOW_UNSUPPORTED", `"queue ... matching" is not supported: files are counted when the job is submitted`);
  if (count === undefined || (verb === "" && names !== ""))
    return wrong("WORKFLOW_SYNTAX", `"queue" needs a number of jobs of 1 or more, not "${before.trim()}"`);
  if (verb === "") return { count, variables: [], items: [""] };
  if (/^\[[^\]]*\]/.test(after) || /\|\s*$/.test(after)) {
    return wrong("WORKFLOW_UNSUPPORTED", `"queue ${shorten(value)}": neither a slice [...] nor a command's output is supported`);
  }
  const variables = names.split(/[\s,]+/).filter((name) => name !== "");
  if (variables.some((name) => !/^[A-Za-z_][\w.]*$/.test(name)))
    return wrong("WORKFLOW_SYNTAX", `"queue" expects names before "${verb}", not "${names}"`);
  const named = { count, variables: variables.length === 0 ? ["Item"] : variables };
  const inline = inlineList(after, list);
  if (verb.toLowerCase() === "in")
    return { ...named, items: (inline ?? [after]).flatMap((part) => part.split(/[\s,]+/)).filter((item) => item !== "") };
  if (inline !== undefined) return { ...named, items: rows(inline) };
  return after === "" ? wrong("WORKFLOW_SYNTAX", `"queue ... from" needs a file or a list`) : { ...named, items: { file: after } };
}

/** The items in the lines of a file or list: what is not empty and no comment. */
export function rows(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}

/** The values of `variables` in `item`: its words, the last variable taking all that is left. */
export function valuesOf(item: string, variables: readonly string[]): readonly string[] {
  const values: string[] = [];
  let rest = item;
  for (const _ of variables.slice(1)) {
    const [whole, first] = /^([^\s,]*)(?:\s*,\s*|\s+|$)/.exec(rest) ?? ["", ""];
    values.push(first);
    rest = rest.slice(whole.length);
  }
  return [...values, rest];
}

// The lines between the parentheses; undefined where there are none.
function inlineList(after: string, list: readonly Line[]): readonly string[] | undefined {
  if (!after.startsWith("(")) return undefined;
  const lines = [after.slice(1), ...list.map((line) => line.text)];
  return lines.map((line, index) => (index === lines.length - 1 ? line.replace(/\)\s*$/, "") : line));
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
