import { resolve } from "node:path";

import { DagDraft } from "./draft.ts";
import { isName, parseOptions } from "./job.ts";
import type { Nested, Statement } from "./statement.ts";
import { placeOf } from "./words.ts";

/** `SPLICE name dag-file [DIR directory]` puts the nodes of another DAG file, as `name+NODE`, in the place of one name. */
export function parseSplice(statement: Statement, dag: DagDraft): Nested | void {
  const { keyword, words, form } = statement;
  const [name, file, ...options] = words;
  if (name === undefined || file === undefined) return dag.syntax(keyword, "SPLICE needs a name and a DAG file", form);
  if (!isName(name, statement, dag)) return;
  const { directory } = parseOptions(options, ["DIR"], statement, dag);
  const splice = new DagDraft(dag.reading, { directory, prefix: `${dag.prefix}${name.text}+` });
  return dag.declare(name, { kind: "splice", at: placeOf(keyword), dag: splice })
    ? { file: resolve(directory, file.text), dag: splice, at: placeOf(file) }
    : undefined;
}

/** `INCLUDE file` reads the statements of another file as if they stood here. */
export function parseInclude({ keyword, words, form }: Statement, dag: DagDraft): Nested | void {
  const [name, excess] = words;
  if (name === undefined) return dag.syntax(keyword, "INCLUDE needs a file", form);
  if (excess !== undefined) return dag.syntax(excess, `INCLUDE has no option "${excess.text}"`, form);
  const file = resolve(dag.directory, name.text);
  // What is still open includes itself, which is reported where it is opened again.
  if (dag.included.has(file) && !dag.reading.open.includes(file)) {
    return dag.syntax(name, `${file} is included twice, which would declare its nodes twice`, "only one INCLUDE of each file");
  }
  dag.included.add(file);
  return { file, dag, at: placeOf(name) };
}
