import { checkBlueprint, expectation, readBlueprints } from "@asimov-gw/core/blueprint";
import { nearestKey, nodeOf, typeText, type Description, type Entry, type Vocabulary } from "@asimov-gw/core/settings";
import { AsimovError, didYouMean } from "@asimov-gw/core/system";

import { vocabularyAround } from "../installed.ts";
import { printLines } from "../print.ts";
import { formatError } from "../report-error.ts";
import { formatTable } from "../table.ts";
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
  if (options.json) return printJson(entries.map((entry) => toJson(entry, vocabulary, pipeline)));
  const rows = entries.filter(({ descriptions }) => !isSection(descriptions[0])).map((entry) => row(entry, pipeline));
  const lines = formatTable(rows, process.stdout.columns ?? 1000);
  const sections = [...Map.groupBy(rows.entries(), ([, [key = ""]]) => (key.includes(".") ? key.split(".")[0]! : ""))];
  printLines(sections.flatMap(([, members], index) => [...(index === 0 ? [] : [""]), ...members.map(([line]) => lines[line]!)]));
  printProblems(vocabulary);
}

/** `asimov vocabulary show KEY`: what a key means, what it can be, and who reads it. */
export function showKey(directory: string, key: string, options: { readonly json?: boolean }): void {
  const { vocabulary, installed } = vocabularyAround(directory);
  const current = vocabulary.deprecated.get(key) ?? key;
  const kinds = [...vocabulary.facts].filter(([, facts]) => nodeOf(facts, current)?.entry);
  const found = [nodeOf(vocabulary.root, current)?.entry, ...kinds.map(([, facts]) => nodeOf(facts, current)?.entry)].filter(
    (entry) => entry !== undefined,
  );
  if (found.length === 0) {
    const meant = nearestKey(vocabulary, key.split("."), { installed: new Set(installed.keys()) }, vocabulary.facts.get("analysis"));
    throw new AsimovError("VOCABULARY_UNKNOWN_KEY", {
      message: `nobody has described "${key}".${meant === undefined ? "" : ` Did you mean "${meant}"?`}`,
      remedy: "asimov vocabulary list shows all keys that are known.",
    });
  }
  if (options.json) return printJson(found.map((entry) => toJson(entry, vocabulary)));
  if (current !== key) process.stdout.write(`"${key}" is an old name of "${current}"\n\n`);
  printLines(
    found.flatMap((entry, index) => [...(index === 0 ? [] : [""]), ...about(entry, vocabulary, kinds[index - (found.length - kinds.length)]?.[0])]),
  );
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

function* about({ key, descriptions }: Entry, { deprecated }: Vocabulary, kind: string | undefined): Generator<string, void> {
  const [first] = descriptions;
  yield kind === undefined ? key : `${key}, in a document of kind ${kind}`;
  yield `  ${first!.meaning}`;
  if (!isSection(first)) yield `  It is ${expectation(first!.types, first!)}.`;
  if (first!.example !== undefined) yield `  Example: ${JSON.stringify(first!.example)}`;
  for (const said of descriptions.filter(({ reader }) => reader !== "core")) {
    const details = [
      ...(said.meaning === first!.meaning ? [] : [said.meaning]),
      ...(expectation(said.types, said) === expectation(first!.types, first!) ? [] : [`It is ${expectation(said.types, said)}.`]),
      ...(said.default === undefined ? [] : [`Default: ${JSON.stringify(said.default)}.`]),
      ...(said.option === undefined ? [] : [`Option of its config file: ${said.option}.`]),
    ];
    yield `  Read by ${said.reader} (${said.package}).${details.map((text) => ` ${text}`).join("")}`;
  }
  const old = [...deprecated].filter(([, current]) => current === key).map(([name]) => name);
  if (old.length > 0) yield `  Old names: ${old.join(", ")}`;
}

function toJson({ key, descriptions }: Entry, { deprecated }: Vocabulary, pipeline?: string): object {
  const told = pipeline === undefined ? descriptions : descriptions.filter(({ reader }) => reader === pipeline);
  const old = [...deprecated].filter(([, current]) => current === key).map(([name]) => name);
  return { key, descriptions: told.map((said) => ({ ...said, types: said.types.map(typeText) })), deprecated: old };
}

function isSection(description: Description | undefined): boolean {
  return description?.types.every(({ base }) => base === "section") ?? true;
}

function printProblems({ problems }: Vocabulary): void {
  for (const problem of problems) process.stderr.write(`${formatError(problem)}\n`);
}

function printJson(value: unknown): void {
  printLines([JSON.stringify(value, null, 2)]);
}
