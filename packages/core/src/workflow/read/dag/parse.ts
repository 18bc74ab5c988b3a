import type { Place } from "../../../system/index.ts";
import type { Line } from "../lines.ts";
import type { Problems } from "../problems.ts";
import { DagDraft } from "./draft.ts";
import { allKeywords, ignoredKeywords, keywords, refusedKeywords } from "./keywords.ts";
import type { DagReading } from "./reading.ts";
import type { Nested, Statement } from "./statement.ts";
import { placeOf, words, type Word } from "./words.ts";

// Beyond what anybody writes; keeps files that nest in each other from growing without end.
const maxDepth = 100;
const takesBody = new Set(["FINAL", "JOB", "PROVISIONER", "SERVICE", "SUBMIT-DESCRIPTION"]);

/** Reads the DAGMan file `file`, whose relative paths refer to `directory`, with the files that it includes and splices. */
export async function parseDag(file: string, directory: string, reading: DagReading): Promise<DagDraft> {
  const dag = new DagDraft(reading, { directory, prefix: "" });
  await parseFile({ file, dag, at: { file, line: 1, column: 1 } });
  dag.resolve();
  return dag;
}

/** Reports `keyword` as no word of the DAGMan language. */
export function unknownKeyword(keyword: Word, problems: Problems): void {
  const message = `"${keyword.text}" is no DAGMan keyword.${problems.suggestion(keyword.text.toUpperCase(), allKeywords)}`;
  problems.add("WORKFLOW_SYNTAX", { message, at: placeOf(keyword), remedy: `A line starts with one of ${[...keywords.keys()].join(", ")}.` });
}

async function parseFile({ file, dag, at }: Nested): Promise<void> {
  const { reading } = dag;
  const { open } = reading;
  if (!mayOpen(file, at, reading)) return;
  open.push(file);
  const lines = await reading.linesOf(file, at);
  for (let line = lines.next(); line.done !== true && !reading.full; line = lines.next()) {
    const statement = statementAt(line.value, lines, dag);
    const next = statement && parseStatement(statement, dag);
    if (next === undefined) continue;
    if ("file" in next) await parseFile(next);
    else await next;
  }
  open.pop();
}

function mayOpen(file: string, at: Place, { open, problems }: DagReading): boolean {
  const first = open.indexOf(file);
  if (first !== -1) {
    const way = [...open.slice(first), file].join(" -> ");
    problems.add("WORKFLOW_CYCLE", {
      message: `the files include each other: ${way}`,
      at,
      remedy: "Remove one of the INCLUDE or SPLICE statements.",
    });
  } else if (open.length >= maxDepth) {
    problems.add("WORKFLOW_TOO_LARGE", { message: `files include each other more than ${maxDepth} deep`, at, remedy: "Nest fewer of them." });
  }
  return first === -1 && open.length < maxDepth;
}

// The statement of `line`, with the inline description that it opens, for which it takes more lines; undefined when that has no end.
function statementAt(line: Line, lines: Iterator<Line>, dag: DagDraft): Statement | undefined {
  const [keyword, ...rest] = words(line);
  const name = keyword!.text.toUpperCase();
  const form = keywords.get(name)?.form ?? "";
  const end = rest.length < 2 || !takesBody.has(name) ? undefined : inlineEnd(rest.at(-1)!.text);
  if (end === undefined) return { keyword: keyword!, words: rest, form };
  const body: Line[] = [];
  for (let each = lines.next(); each.done !== true; each = lines.next()) {
    const [first, ...options] = words(each.value);
    if (first!.text === end) return { keyword: keyword!, words: rest.slice(0, -1), form, body: { lines: body, options } };
    body.push(each.value);
  }
  dag.syntax(keyword!, `the submit description that begins here has no end "${end}"`, `${end}  in a line after the description`);
  dag.refuseNode(rest[0]!.text);
  return undefined;
}

function inlineEnd(word: string): string | undefined {
  if (word === "{") return "}";
  return word.startsWith("@=") ? `@${word.slice(2)}` : undefined;
}

function parseStatement(statement: Statement, dag: DagDraft): void | Promise<void> | Nested {
  const { keyword } = statement;
  const name = keyword.text.toUpperCase();
  const known = keywords.get(name);
  if (known !== undefined) return known.parse(statement, dag);
  if (ignoredKeywords.has(name)) return;
  const { problems } = dag.reading;
  if (!refusedKeywords.has(name)) return unknownKeyword(keyword, problems);
  const remedy = "Run this workflow with a scheduler that takes DAGMan files as they are.";
  problems.add("WORKFLOW_UNSUPPORTED", { message: `the DAGMan keyword ${name} is not supported`, at: placeOf(keyword), remedy });
  const node = statement.words[refusedKeywords.get(name) ?? -1];
  if (node !== undefined) dag.refuseNode(node.text);
}
