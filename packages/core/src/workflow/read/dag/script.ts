import { resolve } from "node:path";

import type { DagDraft } from "./draft.ts";
import type { Statement } from "./statement.ts";
import { placeOf, type Word } from "./words.ts";

const kinds = { PRE: "pre", POST: "post", HOLD: "hold" } as const;

/**
 * `SCRIPT [DEFER status seconds] [DEBUG file type] PRE|POST|HOLD node program [arguments]` runs a program before or after a node's job, or when
 * it is held. DEBUG, which lets DAGMan keep the script's output, changes nothing here.
 */
export function parseScript(statement: Statement, dag: DagDraft): void {
  const { keyword, form } = statement;
  const { defer, rest } = parseOptions(statement.words, statement, dag);
  if (rest === undefined) return;
  const [when, node, program, ...words] = rest;
  const kind = when === undefined ? undefined : kinds[when.text.toUpperCase() as keyof typeof kinds];
  if (kind === undefined) return dag.syntax(when ?? keyword, "SCRIPT needs PRE, POST or HOLD", form);
  if (node === undefined || program === undefined) return dag.syntax(keyword, "SCRIPT needs a node and a program", form);
  const at = placeOf(keyword);
  dag.refer(node, (found) => {
    const { directory } = found;
    found[kind] = { executable: resolve(directory, program.text), arguments: words.map((word) => word.text), directory, defer, at };
  });
}

interface Options {
  readonly defer?: { readonly exitCode: number; readonly seconds: number } | undefined;
  /** The words after the options; undefined when these are wrong. */
  readonly rest?: readonly Word[] | undefined;
}

function parseOptions(words: readonly Word[], { form }: Statement, dag: DagDraft): Options {
  let defer: Options["defer"];
  let start = 0;
  for (;;) {
    const [option, first, second] = words.slice(start, start + 3);
    const name = option?.text.toUpperCase();
    if (name !== "DEFER" && name !== "DEBUG") return { defer, rest: words.slice(start) };
    if (second === undefined || (name === "DEFER" && !/^\d{1,9} \d{1,9}$/.test(`${first!.text} ${second.text}`))) {
      dag.syntax(option!, `${name} needs ${name === "DEFER" ? "an exit code and seconds" : "a file and a type"}`, form);
      return {};
    }
    if (name === "DEFER") defer = { exitCode: Number(first!.text), seconds: Number(second.text) };
    start += 3;
  }
}
