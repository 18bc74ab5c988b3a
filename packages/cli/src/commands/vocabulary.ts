import { checkBlueprint, expectation, readBlueprints } from "@asimov-gw/core/blueprint";
import type { Entry, Vocabulary } from "@asimov-gw/core/settings";
import { AsimovError, didYouMean } from "@asimov-gw/core/system";

import { vocabularyAround } from "../installed.ts";
import { printLines } from "../print.ts";
import { formatError } from "../report-error.ts";
import { formatTable } from "../table.ts";
import { isSection, keyAsJson } from "../show/key.ts";
import { printWarnings } from "../warnings.ts";

/** `asimov vocabulary list`: every key that is known, or that one pipeline reads. */
export function listVocabulary(directory: string, options: { readonly pipeline?: string; readonly json?: boolean }): void {
  const { vocabulary } = vocabularyAround(directory);
  const pipeline = options.pipeline?.toLowerCase();
  if (pipeline !== undefined && !vocabulary.readers.has(pipeline)) {
    throw new AsimovError("VOCABULARY_UNKNOWN_READER", {
      message: `nobody called "${pipeline}" has described what it reads.${didYouMean(pipeline, vocabulary.readers)}`,
      remedy: `Those who have: ${[...vocabulary.readers].join(", ") || "none"}.`,
    });
  }
  const entries = [...vocabulary.entries.values()].filter(
    ({ descriptions }) => pipeline === undefined || descriptions.some(({ reader }) => reader === pipeline),
  );
  if (options.json) return printJson(entries.map((entry) => keyAsJson(entry, vocabulary, pipeline)));
  const rows = entries.filter(({ descriptions }) => !descriptions.every(isSection)).map((entry) => row(entry, pipeline));
  const lines = formatTable(rows, process.stdout.columns ?? 1000);
  const sections = [...Map.groupBy(rows.entries(), ([, [key = ""]]) => (key.includes(".") ? key.split(".")[0]! : ""))];
  printLines(sections.flatMap(([, members], index) => [...(index === 0 ? [] : [""]), ...members.map(([line]) => lines[line]!)]));
  printProblems(vocabulary);
}

/** `asimov vocabulary check FILE...`: what is wrong with blueprints, and what in them is worth a look. */
export async function checkFiles(directory: string, files: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  const documents = await readBlueprints(files, { directory });
  const known = vocabularyAround(directory);
  const { problems, warnings } = checkBlueprint(documents, known);
  if (problems.length > 0) process.exitCode = 1;
  if (options.json) return printJson({ documents: documents.length, problems: problems.map((problem) => problem.toJSON()), warnings });
  for (const problem of problems) process.stderr.write(`${formatError(problem)}\n`);
  printWarnings(warnings);
  printProblems(known.vocabulary);
  const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? "" : "s"}`;
  process.stdout.write(`${count(documents.length, "document")}: ${count(problems.length, "problem")}, ${count(warnings.length, "warning")}\n`);
}

function row({ key, descriptions }: Entry, pipeline: string | undefined): readonly string[] {
  const said = descriptions.find(({ reader }) => reader === pipeline) ?? descriptions[0]!;
  const readers = descriptions.map(({ reader }) => reader).filter((reader) => reader !== "core");
  return [key, expectation(said.types, said), pipeline === undefined ? readers.join(", ") : (said.option ?? ""), said.meaning];
}

function printProblems({ problems }: Vocabulary): void {
  for (const problem of problems) process.stderr.write(`${formatError(problem)}\n`);
}

function printJson(value: unknown): void {
  printLines([JSON.stringify(value, null, 2)]);
}
