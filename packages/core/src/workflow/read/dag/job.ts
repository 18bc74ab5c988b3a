import type { DagDraft } from "./draft.ts";
import { placeOf, type Word } from "./words.ts";

const form = "JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]";
const reserved = new Set(["ALL_NODES", "CHILD", "PARENT"]);

/** `JOB name submit-file [DIR directory] [NOOP] [DONE]` declares a node. */
export function parseJob(statement: readonly Word[], dag: DagDraft): void {
  const [keyword, name, submit, ...rest] = statement;
  if (name === undefined || submit === undefined) return dag.syntax(keyword!, "JOB needs a name and a submit file", form);
  if (reserved.has(name.text.toUpperCase())) return dag.syntax(name, `"${name.text}" cannot be the name of a node`, form);
  const first = dag.nodes.get(name.text);
  if (first !== undefined) {
    const message = `the node "${name.text}" is declared twice, first in line ${first.at.line}`;
    return dag.problems.add("WORKFLOW_DUPLICATE_NODE", { message, at: placeOf(name), remedy: "Give each node a name of its own." });
  }
  dag.nodes.set(name.text, {
    name: name.text,
    at: placeOf(keyword!),
    submit: submit.text,
    submitAt: placeOf(submit),
    ...parseOptions(rest, dag),
    retries: 0,
    priority: undefined,
    variables: new Map(),
  });
}

function parseOptions(options: readonly Word[], dag: DagDraft): { directory: string | undefined; noop: boolean; done: boolean } {
  const found = { directory: undefined as string | undefined, noop: false, done: false };
  for (let index = 0; index < options.length; index++) {
    const option = options[index]!;
    const name = option.text.toUpperCase();
    if (name === "NOOP") found.noop = true;
    else if (name === "DONE") found.done = true;
    else if (name === "DIR" && options[index + 1] !== undefined) found.directory = options[++index]!.text;
    else dag.syntax(option, name === "DIR" ? "DIR needs a directory" : `JOB has no option "${option.text}"`, form);
  }
  return found;
}
