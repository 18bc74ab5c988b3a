import { resolve } from "node:path";

import type { JobDescription } from "../types.ts";
import type { NodeDraft } from "./dag/draft.ts";
import type { DagReading } from "./dag/reading.ts";
import { logicalLines, type Line } from "./lines.ts";
import { readText } from "./read-text.ts";
import { describeJobs } from "./submit/jobs.ts";
import { referredNames } from "./submit/macros.ts";
import { parseSubmit, type SubmitFile } from "./submit/parse.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** A node whose work is a job. */
type JobNode = NodeDraft & { readonly work: { readonly kind: "job" } };

// Enough to keep the disk busy.
const filesAtOnce = 32;

/**
 * The jobs of each of `nodes` by its name, each submit file read once; a job that cannot be read leaves problems and may be missing. `variables`
 * are those that `$ENV(NAME)` reads.
 */
export async function readJobs(
  nodes: readonly NodeDraft[],
  reading: DagReading,
  variables: Variables,
): Promise<ReadonlyMap<string, readonly JobDescription[]>> {
  const jobs = new Map<string, readonly JobDescription[]>();
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
      for (const node of users) {
        const described = describe(node, submit, reading, variables);
        // Waiting for each of 100,000 nodes would take longer than reading them.
        jobs.set(node.name, described instanceof Promise ? await described : described);
      }
    }
  }
  return jobs;
}

async function linesOf(source: string | readonly Line[], users: readonly JobNode[], { problems }: DagReading): Promise<readonly Line[] | undefined> {
  if (typeof source !== "string") return source;
  const names = users.map((node) => node.name);
  const text = await readText(source, "submit file", users[0]!.work.at, problems, names);
  return text === undefined ? undefined : logicalLines(text, source);
}

function describe(node: JobNode, submit: SubmitFile, reading: DagReading, variables: Variables): ReturnType<typeof describeJobs> {
  const { variables: given, directory, priority } = node;
  // What VARS does not say, DAGMAN_DEFAULT_APPEND_VARS does, which is false where nobody sets it.
  const appends = reading.config?.appendVars === true;
  const { problems, environment } = reading;
  const scope = {
    node: node.name,
    layers: [given.append, appends ? given.plain : undefined, submit.definitions, appends ? undefined : given.plain, given.prepend].filter(
      (layer) => layer !== undefined,
    ),
    environment: (name: string) => environment.get(name) ?? variables[name],
    lenient: node.done || node.noop,
    problems,
  };
  return describeJobs(submit, scope, { directory, priority, environment }, (count) => reading.makeRoom(count, submit.queuedAt));
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
