import { logicalLines, type Line } from "../lines.ts";
import type { Problems } from "../problems.ts";
import { DagDraft } from "./draft.ts";
import { allKeywords, keywords, refusedKeywords } from "./keywords.ts";
import { placeOf, words, type Word } from "./words.ts";

/** Reads the text of a DAGMan file; what is wrong goes to `problems`. */
export function parseDag(text: string, file: string, problems: Problems): DagDraft {
  const dag = new DagDraft(problems);
  let end: string | undefined;
  for (const line of logicalLines(text, file)) {
    if (end === undefined) end = parseStatement(line, dag);
    else if (line.text === end) end = undefined;
  }
  dag.resolve();
  return dag;
}

/** Reports `keyword` as no word of the DAGMan language. */
export function unknownKeyword(keyword: Word, problems: Problems): void {
  const message = `"${keyword.text}" is no DAGMan keyword.${problems.suggestion(keyword.text.toUpperCase(), allKeywords)}`;
  problems.add("WORKFLOW_SYNTAX", { message, at: placeOf(keyword), remedy: `A line starts with one of ${[...keywords.keys()].join(", ")}.` });
}

// Returns the line that ends the inline submit description that this statement opens, if it does.
function parseStatement(line: Line, dag: DagDraft): string | undefined {
  const statement = words(line);
  const [keyword] = statement;
  const name = keyword!.text.toUpperCase();
  const parse = keywords.get(name);
  const end = inlineEnd(statement, name);
  if (end !== undefined && name === "JOB") {
    refuse(keyword!, "an inline submit description", "Write it to a file of its own and name that.", dag);
    dag.refuseNode(statement[1]!.text);
  } else if (parse !== undefined) {
    parse(statement, dag);
  } else if (refusedKeywords.has(name)) {
    refuse(keyword!, `the DAGMan keyword ${name}`, undefined, dag);
    const node = statement[refusedKeywords.get(name) ?? -1];
    if (node !== undefined) dag.refuseNode(node.text);
  } else {
    unknownKeyword(keyword!, dag.problems);
  }
  return end;
}

function inlineEnd(statement: readonly Word[], keyword: string): string | undefined {
  if (statement.length < 3 || !["FINAL", "JOB", "PROVISIONER", "SERVICE", "SUBMIT-DESCRIPTION"].includes(keyword)) return undefined;
  const last = statement.at(-1)!.text;
  if (last === "{") return "}";
  return last.startsWith("@=") ? `@${last.slice(2)}` : undefined;
}

function refuse(keyword: Word, what: string, remedy: string | undefined, dag: DagDraft): void {
  const advice = remedy ?? "Run this workflow with a scheduler that takes DAGMan files as they are.";
  dag.problems.add("WORKFLOW_UNSUPPORTED", { message: `${what} is not supported yet`, at: placeOf(keyword), remedy: advice });
}
