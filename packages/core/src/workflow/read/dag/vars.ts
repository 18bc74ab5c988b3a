import { canonicalName } from "../submit/commands.ts";
import { define, type Definition } from "../submit/definition.ts";
import type { DagDraft } from "./draft.ts";
import { unescape, type Word } from "./words.ts";

const form = 'VARS NODE [PREPEND|APPEND] NAME="VALUE"...  (with \\" and \\\\ for " and \\)';

/** `VARS node [PREPEND|APPEND] name="value"...` sets macros of the node's submit file. */
export function parseVars(statement: readonly Word[], dag: DagDraft): void {
  const [keyword, node, option] = statement;
  if (node === undefined || option === undefined) return dag.syntax(keyword!, "VARS needs a node and macros", form);
  const mode = option.text.toUpperCase();
  const pairs = parsePairs(option, mode === "PREPEND" || mode === "APPEND" ? option.offset + mode.length : option.offset, dag);
  // Without a keyword HTCondor asks its configuration (DAGMAN_DEFAULT_APPEND_VARS) whether VARS or the submit file wins; here VARS does.
  dag.refer(node, (found) => {
    if (mode === "PREPEND") found.prepended ??= new Map();
    const variables = (mode === "PREPEND" ? found.prepended : undefined) ?? found.variables;
    for (const pair of pairs) define(variables, pair);
  });
}

function parsePairs(word: Word, start: number, dag: DagDraft): Definition[] {
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
