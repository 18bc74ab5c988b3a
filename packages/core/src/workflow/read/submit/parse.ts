import type { Place } from "../../../system/index.ts";
import { placeAt, type Line } from "../lines.ts";
import type { Problems } from "../problems.ts";
import { canonicalName, isKept, isKnown, isRefused, knownCommands } from "./commands.ts";
import { define, type Definition } from "./definition.ts";
import { referredNames } from "./macros.ts";
import { parseQueue, type Queue } from "./queue.ts";
import { parseBoolean } from "./units.ts";

/** What a submit file, or a description in a DAG file, says, macros not yet expanded. */
export interface SubmitFile {
  /** In words that a message can go on with: `the submit file PATH`. */
  readonly called: string;
  /** By canonical name: commands and macros, the last definition of each. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The kept commands: those without macros, which jobs share, since a DAG may have 100,000; and those with. */
  readonly extra: { readonly plain: Readonly<Record<string, string>>; readonly macros: readonly Definition[] };
  /** How many jobs it is for; one when not given. */
  readonly queue?: Queue | undefined;
  /** Where the job is queued: the place of faults of the whole. */
  readonly queuedAt: Place;
}

/** Where the lines of a submit file come from. */
interface Source {
  readonly called: string;
  /** Its place when it has no lines. */
  readonly at: Place;
}

/** Reads the lines of a submit file; `macros` are the names that the DAG file sets or refers to. What is wrong goes to `problems`. */
export function parseSubmit(lines: readonly Line[], { called, at }: Source, macros: ReadonlySet<string>, problems: Problems): SubmitFile {
  const definitions = new Map<string, Definition>();
  // HTCondor gives later lines to later queue statements, of which a node may have none.
  const first = lines.findIndex(isQueue);
  for (const line of first === -1 ? lines : lines.slice(0, first)) {
    const [, name, gap, value] = /^(\+?[A-Za-z_][\w.]*)(\s*=\s*)(.*)$/s.exec(line.text) ?? [];
    if (name !== undefined) define(definitions, { name: canonicalName(name), value: value!, line, offset: name.length + gap!.length });
    else if (!reportControl(line, problems)) reportSyntax(line, problems);
  }
  const { queue, end } = first === -1 ? { end: lines.length } : parseQueue(lines.slice(first));
  for (const line of first === -1 ? [] : lines.slice(first + end)) if (isQueue(line)) reportSecondQueue(line, problems);
  reportUnknown(definitions, queue === undefined ? macros : new Set([...macros, ...referredNames(queue.text)]), problems);
  const queuedAt = first === -1 ? at : placeAt(lines[first]!);
  return { called, definitions, extra: keptIn(definitions), queue: /^1?$/.test(queue?.text.value ?? "") ? undefined : queue, queuedAt };
}

function isQueue(line: Line): boolean {
  return /^queue(?:\s|$)/i.test(line.text);
}

function keptIn(definitions: ReadonlyMap<string, Definition>): SubmitFile["extra"] {
  const kept = [...definitions.values()].filter(({ name }) => isKept(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const plain = kept.filter(({ value }) => !value.includes("$")).map(({ name, value }) => [name, value] as const);
  return { plain: Object.fromEntries(plain), macros: kept.filter(({ value }) => value.includes("$")) };
}

function reportControl(line: Line, problems: Problems): boolean {
  const word = /^(if|elif|else|endif|include|use|warning|error)\b/i.exec(line.text)?.[1] ?? (/^\S+\s*@=/.test(line.text) ? "@=" : undefined);
  if (word === undefined) return false;
  const message = `"${word.toLowerCase()}" in a submit file is not supported`;
  problems.add("WORKFLOW_UNSUPPORTED", { message, at: placeAt(line), remedy: "Write plain NAME = VALUE lines." });
  return true;
}

function reportSyntax(line: Line, problems: Problems): void {
  const message = `a submit file consists of NAME = VALUE lines and "queue", not ${JSON.stringify(line.text.slice(0, 40))}`;
  problems.add("WORKFLOW_SYNTAX", { message, at: placeAt(line) });
}

function reportSecondQueue(line: Line, problems: Problems): void {
  const remedy = 'Give the jobs of each "queue" a node and a submit file of their own.';
  problems.add("WORKFLOW_UNSUPPORTED", { message: 'a second "queue" is not supported', at: placeAt(line), remedy });
}

/** Reports the commands that are refused by whoever runs the jobs itself. */
export function reportRefused({ definitions }: SubmitFile, problems: Problems): void {
  for (const { name, value, line } of definitions.values()) {
    if (!isRefused(name) || value === "" || parseBoolean(value) === false) continue;
    const remedy = "Build the workflow without it, or run it with a scheduler that takes DAGMan files as they are.";
    problems.add("WORKFLOW_UNSUPPORTED", { message: `the command ${name} is not supported`, at: placeAt(line), remedy });
  }
}

// HTCondor takes any name for a macro and only warns. A name that nothing refers to is a command that would be lost.
function reportUnknown(definitions: ReadonlyMap<string, Definition>, macros: ReadonlySet<string>, problems: Problems): void {
  const unknown = [...definitions.values()].filter(({ name }) => !isKnown(name) && !macros.has(name));
  if (unknown.length === 0) return;
  const referred = new Set([...definitions.values()].flatMap((definition) => referredNames(definition)));
  for (const { name, line } of unknown) {
    if (referred.has(name)) continue;
    const message = `"${name}" is no command of a submit file, and no $(${name}) refers to it.${problems.suggestion(name, knownCommands)}`;
    const remedy = `To set an attribute of the job, write +${name} = VALUE; else remove the line.`;
    problems.add("WORKFLOW_UNKNOWN_COMMAND", { message, at: placeAt(line), remedy });
  }
}
