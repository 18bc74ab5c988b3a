import type { DagDraft, NodeDraft } from "./draft.ts";
import type { Statement } from "./statement.ts";
import type { Word } from "./words.ts";

const maxExitCode = 255;

/** `RETRY node count [UNLESS-EXIT code]` tries a failed node again up to `count` times. */
export function parseRetry(statement: Statement, dag: DagDraft): void {
  const [node, count, ...options] = statement.words;
  if (!given([node, count], "a node and a count", statement, dag)) return;
  const retries = whole(count!, "a count of 0 or more", 0, statement, dag);
  const exit = optional(options, "UNLESS-EXIT", statement, dag);
  if (retries === undefined || exit === undefined) return;
  dag.refer(node!, (found) => {
    found.retries = retries;
    found.unlessExit = exit.code;
  });
}

/** `PRIORITY node number` sets the priority of the node's job. */
export function parsePriority(statement: Statement, dag: DagDraft): void {
  setNumber(statement, dag, "a number", "a whole number", undefined, (found, value) => (found.priority = value));
}

/** `PRE_SKIP node code` makes the node done when its PRE script ends with that exit code. */
export function parsePreSkip(statement: Statement, dag: DagDraft): void {
  setNumber(statement, dag, "an exit code", "an exit code", maxExitCode, (found, value) => (found.preSkip = value));
}

/** `ABORT-DAG-ON node code [RETURN code]` ends the whole workflow when the node ends with that exit code. */
export function parseAbort(statement: Statement, dag: DagDraft): void {
  const [node, code, ...options] = statement.words;
  if (!given([node, code], "a node and an exit code", statement, dag)) return;
  const exitCode = whole(code!, "an exit code", undefined, statement, dag);
  const returns = optional(options, "RETURN", statement, dag, { least: 0, most: 255 });
  if (exitCode === undefined || returns === undefined) return;
  dag.refer(node!, (found) => (found.abort = { exitCode, returns: returns.code }));
}

/** `CATEGORY node name` puts the node into a category; those of a splice are its own, unless the name begins with `+`. */
export function parseCategory(statement: Statement, dag: DagDraft): void {
  const [node, name, excess] = statement.words;
  if (!given([node, name], "a node and a category", statement, dag) || !ends(excess, statement, dag)) return;
  dag.refer(node!, (found) => (found.category = categoryName(name!, dag)));
}

/** `MAXJOBS category number` lets so many nodes of a category be at work at the same time. */
export function parseMaxJobs(statement: Statement, dag: DagDraft): void {
  const [name, count, excess] = statement.words;
  if (!given([name, count], "a category and a number", statement, dag) || !ends(excess, statement, dag)) return;
  // With 0, DAGMan would wait for ever.
  const most = whole(count!, "a number of 1 or more", 1, statement, dag);
  if (most !== undefined) dag.categories.set(categoryName(name!, dag), most);
}

/** `DONE node` declares a node done already: rescue files consist of these. */
export function parseDone(statement: Statement, dag: DagDraft): void {
  const [node, excess] = statement.words;
  if (!given([node], "a node", statement, dag) || !ends(excess, statement, dag)) return;
  dag.refer(node!, (found) => {
    if (found.kind === "final") dag.syntax(node!, "the FINAL node cannot be done before the others", "DONE of other nodes");
    else found.done = true;
  });
}

function categoryName(name: Word, dag: DagDraft): string {
  return name.text.startsWith("+") ? name.text : dag.prefix + name.text;
}

function setNumber(
  statement: Statement,
  dag: DagDraft,
  needed: string,
  expected: string,
  most: number | undefined,
  set: (node: NodeDraft, value: number) => void,
): void {
  const [node, value, excess] = statement.words;
  if (!given([node, value], `a node and ${needed}`, statement, dag)) return;
  const number = whole(value!, expected, most === undefined ? undefined : 0, statement, dag, most);
  if (ends(excess, statement, dag) && number !== undefined) dag.refer(node!, (found) => set(found, number));
}

function given(words: readonly (Word | undefined)[], what: string, { keyword, form }: Statement, dag: DagDraft): boolean {
  const complete = words.at(-1) !== undefined;
  if (!complete) dag.syntax(keyword, `${keyword.text.toUpperCase()} needs ${what}`, form);
  return complete;
}

function ends(excess: Word | undefined, { keyword, form }: Statement, dag: DagDraft): boolean {
  if (excess !== undefined) dag.syntax(excess, `${keyword.text.toUpperCase()} has no option "${excess.text}"`, form);
  return excess === undefined;
}

function whole(
  word: Word,
  expected: string,
  least: number | undefined,
  { keyword, form }: Statement,
  dag: DagDraft,
  most = 999_999_999,
): number | undefined {
  const value = /^[+-]?\d{1,9}$/.test(word.text) ? Number(word.text) : NaN;
  if (value >= (least ?? -999_999_999) && value <= most) return value;
  dag.syntax(word, `${keyword.text.toUpperCase()} needs ${expected}, not "${word.text}"`, form);
  return undefined;
}

// `NAME code` at the end of a statement, or nothing; undefined when it is wrong.
function optional(
  words: readonly Word[],
  name: string,
  statement: Statement,
  dag: DagDraft,
  { least, most }: { readonly least?: number; readonly most?: number } = {},
): { readonly code: number | undefined } | undefined {
  const [option, code, excess] = words;
  if (option === undefined) return { code: undefined };
  if (option.text.toUpperCase() !== name) ends(option, statement, dag);
  else if (code === undefined) dag.syntax(option, `${name} needs an exit code`, statement.form);
  else if (ends(excess, statement, dag)) {
    const expected = most === undefined ? "an exit code" : `an exit code from ${least} to ${most}`;
    const value = whole(code, expected, least, statement, dag, most);
    return value === undefined ? undefined : { code: value };
  }
  return undefined;
}
