import { resolve } from "node:path";

import type { AsimovError, Place } from "../../system/index.ts";
import { lateIn } from "../types.ts";
import type { NodeDraft } from "./dag/draft.ts";
import { flatten } from "./dag/flatten.ts";
import { parseDag } from "./dag/parse.ts";
import { DagReading } from "./dag/reading.ts";
import { eachSubmit } from "./each-submit.ts";
import { isSubmitFile } from "./is-submit-file.ts";
import { logicalLines, placeAt } from "./lines.ts";
import { Problems } from "./problems.ts";
import { readText } from "./read-text.ts";
import type { ReadOptions } from "./read-workflow.ts";
import { firstTurn, type NodeScope } from "./submit/jobs.ts";
import { expand } from "./submit/macros.ts";
import { parseSubmit } from "./submit/parse.ts";
import { lookup } from "./submit/scope.ts";

/** What a workflow says of some commands, as it is handed to a scheduler that takes DAGMan files as they are. */
export interface WorkflowCommands {
  /** In the order of the nodes: one entry for all nodes of a submit file for which the commands are alike. */
  readonly jobs: readonly JobCommands[];
  /** The DAG files of sub-workflows, which may not be written yet. */
  readonly workflows: readonly { readonly file: string; readonly directory: string; readonly at: Place }[];
  /** What of it could not be read: what is said there is not in `jobs`. */
  readonly problems: readonly AsimovError[];
}

/** The commands of the jobs of some nodes. */
export interface JobCommands {
  /** None for a submit file that is submitted as it is. */
  readonly nodes: readonly string[];
  /** Where the jobs are queued. */
  readonly queuedAt: Place;
  /** Those of the commands that are set, by their canonical names; one that is set to nothing is among them. */
  readonly values: ReadonlyMap<string, CommandValue>;
}

/** What a command is set to. */
export interface CommandValue {
  /** With its macros expanded; undefined where that is known only to the scheduler, or only when the job starts. */
  readonly text: string | undefined;
  /** As it stands in the file. */
  readonly written: string;
  /** Where the value begins: in the submit file, or in a VARS statement that sets the command. */
  readonly at: Place;
}

/**
 * Reads the commands `names` (canonical) of every job of a DAG file, or of a single submit file, that is still to run. Nothing is refused: a scheduler
 * that takes such files as they are may understand more of them than is understood here.
 */
export async function readCommands(file: string, names: readonly string[], options: ReadOptions): Promise<WorkflowCommands> {
  const directory = resolve(options.directory);
  const path = resolve(directory, file);
  const problems = new Problems(path);
  const text = await readText(path, "DAG file", { file: path }, problems);
  if (text === undefined) return { jobs: [], workflows: [], problems: problems.errors() };
  const variables = options.environment ?? process.env;
  if (isSubmitFile(text)) {
    const submit = parseSubmit(logicalLines(text, path), { called: `the submit file ${path}`, at: { file: path } }, new Set(), problems);
    const scope = { node: "", layers: [submit.definitions], environment: (name: string) => variables[name], lenient: false, problems };
    return { jobs: [{ nodes: [], queuedAt: submit.queuedAt, values: valuesOf(names, scope) }], workflows: [], problems: problems.errors() };
  }
  const reading = new DagReading(problems);
  const { nodes, final } = flatten(await parseDag(path, directory, reading));
  const toRun = [...nodes, ...(final ? [final] : [])].filter(({ done, noop }) => !done && !noop);
  const jobs: JobCommands[] = [];
  for await (const { submit, users, scopeOf } of eachSubmit(toRun, reading, variables)) {
    const nodesWithValues = users.map((node) => ({ name: node.name, values: valuesOf(names, scopeOf(node)) }));
    const alike = Map.groupBy(nodesWithValues, ({ values }) => JSON.stringify([...values]));
    for (const group of alike.values()) jobs.push({ nodes: group.map(({ name }) => name), queuedAt: submit.queuedAt, values: group[0]!.values });
  }
  return { jobs, workflows: toRun.flatMap(workflowOf), problems: problems.errors() };
}

function workflowOf({ work, directory, at }: NodeDraft): WorkflowCommands["workflows"] {
  return work.kind === "workflow" ? [{ file: work.file, directory, at }] : [];
}

function valuesOf(names: readonly string[], scope: NodeScope): JobCommands["values"] {
  return new Map(names.flatMap((name) => valueOf(name, scope) ?? []));
}

function valueOf(name: string, nodeScope: NodeScope): readonly (readonly [string, CommandValue])[] | undefined {
  // What can't be expanded is no fault here: HTCondor may know it, as with the items of a queue statement.
  const problems = new Problems("");
  const scope = { ...nodeScope, problems, turn: firstTurn, late: [] };
  const definition = lookup(name, scope);
  if (definition === undefined) return undefined;
  const text = expand(definition, scope).trim();
  const isKnown = problems.empty && lateIn(text) === undefined && !text.includes("$$(");
  return [[name, { text: isKnown ? text : undefined, written: definition.value, at: placeAt(definition.line, definition.offset) }]];
}
