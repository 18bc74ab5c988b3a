import { resolve } from "node:path";

import type { DagDraft, NodeDraft } from "./draft.ts";
import type { Statement } from "./statement.ts";
import { placeOf, type Word } from "./words.ts";

const reserved = new Set(["ALL_NODES", "CHILD", "PARENT"]);

/** `JOB name submit-file [DIR directory] [NOOP] [DONE]` declares a node; the submit file may be a description in the DAG file itself. */
export function parseJob(statement: Statement, dag: DagDraft): void {
  declareJob("node", statement, dag);
}

/** `FINAL name submit-file [DIR directory] [NOOP]` declares the node that runs when all others have ended. */
export function parseFinal(statement: Statement, dag: DagDraft): void {
  const { keyword } = statement;
  const first = [...dag.entries.values()].find((entry) => entry.kind === "final");
  if (first !== undefined) return dag.syntax(keyword, `there is a FINAL node already, in line ${first.at.line}`, "only one FINAL statement");
  if (dag.prefix === "") return declareJob("final", statement, dag);
  const message = "a FINAL node within a splice is not supported: DAGMan would ignore it";
  dag.reading.problems.add("WORKFLOW_UNSUPPORTED", { message, at: placeOf(keyword), remedy: "Move the statement to the DAG file of the workflow." });
}

/** `SUBDAG EXTERNAL name dag-file [DIR directory] [NOOP] [DONE]` declares a node that is a workflow of its own. */
export function parseSubdag(statement: Statement, dag: DagDraft): void {
  const { keyword, words, form } = statement;
  const [external, name, file, ...rest] = words;
  if (external?.text.toUpperCase() !== "EXTERNAL") return dag.syntax(external ?? keyword, "SUBDAG needs the word EXTERNAL", form);
  if (name === undefined || file === undefined) return dag.syntax(keyword, "SUBDAG EXTERNAL needs a name and a DAG file", form);
  if (!isName(name, statement, dag)) return;
  const options = parseOptions(rest, ["DIR", "NOOP", "DONE"], statement, dag);
  dag.declare(name, {
    kind: "node",
    ...drafted(name, options, statement, dag),
    work: { kind: "workflow", file: resolve(options.directory, file.text) },
  });
}

/** Whether `name` may be the name of a node or splice; reports it if not. */
export function isName(name: Word, { form }: Statement, dag: DagDraft): boolean {
  const wrong = reserved.has(name.text.toUpperCase())
    ? `"${name.text}" cannot be the name of a node`
    : name.text.includes("+")
      ? `the name "${name.text}" holds a +, which stands between the names of a splice and its node`
      : /[\s"'\\]/.test(name.text)
        ? `the name ${JSON.stringify(name.text)} holds a blank, a quote or a backslash, which other statements and rescue files can't repeat`
        : undefined;
  if (wrong !== undefined) dag.syntax(name, wrong, form);
  return wrong === undefined;
}

/** The options after a declaration, of those `allowed`; the directory is absolute, that of the file when not given. */
export function parseOptions(words: readonly Word[], allowed: readonly string[], statement: Statement, dag: DagDraft): Options {
  const { keyword, form } = statement;
  const found = { directory: dag.directory, noop: false, done: false };
  for (let index = 0; index < words.length; index++) {
    const option = words[index]!;
    const name = option.text.toUpperCase();
    if (!allowed.includes(name)) dag.syntax(option, `${keyword.text.toUpperCase()} has no option "${option.text}"`, form);
    else if (name === "NOOP") found.noop = true;
    else if (name === "DONE") found.done = true;
    else if (words[index + 1] === undefined) dag.syntax(option, "DIR needs a directory", form);
    else found.directory = resolve(dag.directory, words[++index]!.text);
  }
  return found;
}

interface Options {
  readonly directory: string;
  readonly noop: boolean;
  readonly done: boolean;
}

function declareJob(kind: NodeDraft["kind"], statement: Statement, dag: DagDraft): void {
  const { keyword, words, form, body } = statement;
  const [name, ...rest] = words;
  const submit = body === undefined ? rest.shift() : keyword;
  if (name === undefined || submit === undefined) {
    return dag.syntax(keyword, `${keyword.text.toUpperCase()} needs a name and a submit file`, form);
  }
  if (!isName(name, statement, dag)) return;
  const options = parseOptions([...rest, ...(body?.options ?? [])], kind === "final" ? ["DIR", "NOOP"] : ["DIR", "NOOP", "DONE"], statement, dag);
  const work = { kind: "job", submit: body?.lines ?? submit.text, at: placeOf(submit) } as const;
  dag.declare(name, { kind, ...drafted(name, options, statement, dag), work });
}

function drafted(name: Word, options: Options, { keyword }: Statement, dag: DagDraft): Omit<NodeDraft, "kind" | "work"> {
  return { name: dag.prefix + name.text, at: placeOf(keyword), ...options, retries: 0, priority: undefined, variables: {} };
}
