import { canonicalName } from "../submit/commands.ts";
import { define, type Definition } from "../submit/definition.ts";
import type { DagDraft, VarsMode } from "./draft.ts";
import type { Statement } from "./statement.ts";
import { unescape, type Word } from "./words.ts";

const modes: ReadonlyMap<string, VarsMode> = new Map([
  ["APPEND", "append"],
  ["PREPEND", "prepend"],
]);

/** `VARS node [PREPEND|APPEND] name="value"...` sets macros of the node's submit file. */
export function parseVars({ keyword, words, form }: Statement, dag: DagDraft): void {
  const [node, option] = words;
  if (node === undefined || option === undefined) return dag.syntax(keyword, "VARS needs a node and macros", form);
  const mode = modes.get(option.text.toUpperCase()) ?? "plain";
  const pairs = parsePairs(option, mode === "plain" ? option.offset : option.offset + option.text.length, form, dag);
  dag.refer(node, ({ variables }) => {
    const known = (variables[mode] ??= new Map());
    for (const pair of pairs) define(known, pair);
  });
}

function parsePairs(word: Word, start: number, form: string, dag: DagDraft): Definition[] {
  const { line } = word;
  const pattern = /\s*((?:\+|MY\.)?[A-Za-z_]\w*)\s*=\s*"([^"\\]*(?:\\[^][^"\\]*)*)"(?!\S)/iy;
  const pairs: Definition[] = [];
  let offset = start;
  while (offset < line.text.length) {
    pattern.lastIndex = offset;
    const match = pattern.exec(line.text);
    if (match === null) {
      const blanks = /\s*/y;
      blanks.lastIndex = offset;
      const at = offset + (blanks.exec(line.text)?.[0].length ?? 0);
      dag.syntax({ ...word, offset: at }, `VARS expects NAME="VALUE", not ${shorten(line.text.slice(at))}`, form);
      return [];
    }
    const value = match[2]!;
    pairs.push({ name: canonicalName(match[1]!), value: unescape(value), line, offset: pattern.lastIndex - value.length - 1 });
    offset = pattern.lastIndex;
  }
  if (pairs.length === 0) dag.syntax(word, "VARS sets no macro", form);
  return pairs;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
