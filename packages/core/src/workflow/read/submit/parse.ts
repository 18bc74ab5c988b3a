import type { Place } from "../../../system/index.ts";
import { logicalLines, placeAt, type Line } from "../lines.ts";
import type { Problems } from "../problems.ts";
import { canonicalName, isKept, isUnderstood, knownCommands } from "./commands.ts";
import { define, type Definition } from "./definition.ts";
import { referredNames } from "./macros.ts";

/** What a submit file says, macros not yet expanded. */
export interface SubmitFile {
  readonly file: string;
  /** By canonical name: commands and macros, the last definition of each. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The kept commands, sorted, as long as no macro stands in any of them: jobs share this object, since a DAG may have 100,000. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
  /** Where the job is queued: the place of faults of the whole. */
  readonly queuedAt: Place;
}

/** Reads the text of a submit file; `macros` are the names that the DAG file sets or refers to. What is wrong goes to `problems`. */
export function parseSubmit(text: string, file: string, macros: ReadonlySet<string>, problems: Problems): SubmitFile {
  const definitions = new Map<string, Definition>();
  const lines = logicalLines(text, file);
  // HTCondor gives later lines to later queue statements, of which a node may have none.
  const queue = lines.findIndex((line) => /^queue(?:\s|$)/i.test(line.text));
  const end = queue === -1 ? lines.length : queue;
  for (let index = 0; index < end; index++) {
    const line = lines[index]!;
    const [, name, gap, value] = /^(\+?[A-Za-z_][\w.]*)(\s*=\s*)(.*)$/s.exec(line.text) ?? [];
    if (name !== undefined) define(definitions, { name: canonicalName(name), value: value!, line, offset: name.length + gap!.length });
    else if (!reportControl(line, problems)) reportSyntax(line, problems);
  }
  for (const line of lines.slice(end)) reportQueue(line, lines[queue]!, problems);
  reportUnknown(definitions, macros, problems);
  return { file, definitions, extra: plainExtra(definitions), queuedAt: queue === -1 ? { file, line: 1, column: 1 } : placeAt(lines[queue]!) };
}

function plainExtra(definitions: ReadonlyMap<string, Definition>): Readonly<Record<string, string>> | undefined {
  const kept = [...definitions.values()].filter(({ name }) => isKept(name));
  if (kept.some(({ value }) => value.includes("$"))) return undefined;
  return Object.fromEntries(kept.map(({ name, value }) => [name, value] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function reportControl(line: Line, problems: Problems): boolean {
  const word = /^(if|elif|else|endif|include|use|warning|error)\b/i.exec(line.text)?.[1] ?? (/^\S+\s*@=/.test(line.text) ? "@=" : undefined);
  if (word === undefined) return false;
  const message = `"${word.toLowerCase()}" in a submit file is not supported yet`;
  problems.add("WORKFLOW_UNSUPPORTED", { message, at: placeAt(line), remedy: "Write plain NAME = VALUE lines." });
  return true;
}

function reportSyntax(line: Line, problems: Problems): void {
  const message = `a submit file consists of NAME = VALUE lines and "queue", not ${JSON.stringify(line.text.slice(0, 40))}`;
  problems.add("WORKFLOW_SYNTAX", { message, at: placeAt(line) });
}

function reportQueue(line: Line, first: Line, problems: Problems): void {
  const count = /^queue(?:\s+|$)(.*)$/is.exec(line.text)?.[1];
  if (count === undefined || (line === first && /^(?:0*1)?$/.test(count))) return;
  const message = line === first ? `"queue ${count}" is not supported yet` : `a second "queue" is not supported yet`;
  problems.add("WORKFLOW_UNSUPPORTED", { message, at: placeAt(line), remedy: 'Give each job a node of its own and write "queue".' });
}

// HTCondor takes any name for a macro and only warns. A name that nothing refers to is a command that would be lost.
function reportUnknown(definitions: ReadonlyMap<string, Definition>, macros: ReadonlySet<string>, problems: Problems): void {
  const unknown = [...definitions.values()].filter(({ name }) => !isUnderstood(name) && !isKept(name) && !macros.has(name));
  if (unknown.length === 0) return;
  const referred = new Set([...definitions.values()].flatMap((definition) => referredNames(definition)));
  for (const { name, line } of unknown) {
    if (referred.has(name)) continue;
    const message = `"${name}" is no command of a submit file, and no $(${name}) refers to it.${problems.suggestion(name, knownCommands)}`;
    const remedy = `To set an attribute of the job, write +${name} = VALUE; else remove the line.`;
    problems.add("WORKFLOW_UNKNOWN_COMMAND", { message, at: placeAt(line), remedy });
  }
}
