import { resolve } from "node:path";

import type { NodeDraft } from "./dag/draft.ts";
import type { DagReading } from "./dag/reading.ts";
import { logicalLines, type Line } from "./lines.ts";
import { readText } from "./read-text.ts";
import type { JobContext } from "./submit/job.ts";
import type { NodeScope } from "./submit/jobs.ts";
import { referredNames } from "./submit/macros.ts";
import { parseSubmit, type SubmitFile } from "./submit/parse.ts";

/** The variables that `$ENV(NAME)` reads. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A node whose work is a job. */
type JobNode = NodeDraft & { readonly work: { readonly kind: "job" } };

/** A submit file, or a description in a DAG file, with the nodes whose jobs it describes. */
export interface UsedSubmit {
  readonly submit: SubmitFile;
  readonly users: readonly JobNode[];
  /** Where the macros of one of the nodes are looked up. */
  readonly scopeOf: (node: JobNode) => NodeScope;
  /** What the DAG file says of the jobs of one of the nodes. */
  readonly contextOf: (node: JobNode) => JobContext;
}

// Enough to keep the disk busy.
const filesAtOnce = 32;

/** The submit files of `nodes`, each read once; one that cannot be read leaves problems and is left out. */
export async function* eachSubmit(
  nodes: readonly NodeDraft[],
  reading: DagReading,
  variables: Variables,
): AsyncGenerator<UsedSubmit, void, undefined> {
  const macros = macroNames(nodes);
  const sources = [...usersBySource(nodes)];
  for (let start = 0; start < sources.length; start += filesAtOnce) {
    const batch = sources
      .slice(start, start + filesAtOnce)
      .map(async ([source, users]) => ({ source, users, lines: await linesOf(source, users, reading) }));
    for (const { source, users, lines } of await Promise.all(batch)) {
      if (lines === undefined) continue;
      const from =
        typeof source === "string"
          ? { called: `the submit file ${source}`, at: { file: source, line: 1, column: 1 } }
          : { called: "the submit description", at: users[0]!.work.at };
      const submit = parseSubmit(lines, from, macros, reading.problems);
      const { environment } = reading;
      yield {
        submit,
        users,
        scopeOf: (node) => scopeOf(node, submit, reading, variables),
        contextOf: ({ directory, priority }) => ({ directory, priority, environment }),
      };
    }
  }
}

async function linesOf(source: string | readonly Line[], users: readonly JobNode[], { problems }: DagReading): Promise<readonly Line[] | undefined> {
  if (typeof source !== "string") return source;
  const names = users.map((node) => node.name);
  const text = await readText(source, "submit file", users[0]!.work.at, problems, names);
  return text === undefined ? undefined : logicalLines(text, source);
}

function scopeOf(node: JobNode, submit: SubmitFile, { config, problems, environment }: DagReading, variables: Variables): NodeScope {
  const { variables: given } = node;
  // What VARS does not say, DAGMAN_DEFAULT_APPEND_VARS does, which is false where nobody sets it.
  const appends = config?.appendVars === true;
  return {
    node: node.name,
    layers: [given.append, appends ? given.plain : undefined, submit.definitions, appends ? undefined : given.plain, given.prepend].filter(
      (layer) => layer !== undefined,
    ),
    environment: (name: string) => environment.get(name) ?? variables[name],
    lenient: node.done || node.noop,
    problems,
  };
}

// The nodes of each submit file, by its absolute path, or of each description. DAGMan enters a node's DIR before it looks for the file.
function usersBySource(nodes: readonly NodeDraft[]): ReadonlyMap<string | readonly Line[], readonly JobNode[]> {
  const users = new Map<string | readonly Line[], JobNode[]>();
  for (const node of nodes) {
    if (!isJob(node)) continue;
    const { submit } = node.work;
    const source = typeof submit === "string" ? resolve(node.directory, submit) : submit;
    const known = users.get(source);
    if (known === undefined) users.set(source, [node]);
    else known.push(node);
  }
  return users;
}

function isJob(node: NodeDraft): node is JobNode {
  return node.work.kind === "job";
}

// The names that VARS statements set or refer to: as macros they may stand in a submit file.
function macroNames(nodes: readonly NodeDraft[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { variables } of nodes) {
    for (const definition of Object.values(variables).flatMap((layer) => [...layer.values()])) {
      names.add(definition.name);
      for (const name of referredNames(definition)) names.add(name);
    }
  }
  return names;
}
