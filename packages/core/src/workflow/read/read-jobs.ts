import { resolve } from "node:path";

import type { JobDescription } from "../types.ts";
import type { DagDraft, NodeDraft } from "./dag/draft.ts";
import { readText } from "./read-text.ts";
import { describeJob } from "./submit/job.ts";
import { referredNames } from "./submit/macros.ts";
import { parseSubmit, type SubmitFile } from "./submit/parse.ts";

type Variables = Readonly<Record<string, string | undefined>>;

// Enough to keep the disk busy.
const filesAtOnce = 32;

/** The job of each node of `dag` by its name, each submit file read once; a job that cannot be read leaves problems and may be missing. */
export async function readJobs(dag: DagDraft, directory: string, variables: Variables): Promise<ReadonlyMap<string, JobDescription>> {
  const jobs = new Map<string, JobDescription>();
  const macros = macroNames(dag);
  const files = [...usersByFile(dag, directory)];
  for (let start = 0; start < files.length; start += filesAtOnce) {
    const batch = files.slice(start, start + filesAtOnce).map(async ([path, nodes]) => {
      const names = nodes.map((node) => node.name);
      return { path, nodes, text: await readText(path, "submit file", nodes[0]!.submitAt, dag.problems, names) };
    });
    for (const { path, nodes, text } of await Promise.all(batch)) {
      if (text === undefined) continue;
      const submit = parseSubmit(text, path, macros, dag.problems);
      for (const node of nodes) jobs.set(node.name, describe(node, submit, dag, directory, variables));
    }
  }
  return jobs;
}

function describe(node: NodeDraft, submit: SubmitFile, dag: DagDraft, directory: string, variables: Variables): JobDescription {
  const scope = {
    node: node.name,
    layers: [node.variables, submit.definitions, ...(node.prepended === undefined ? [] : [node.prepended])],
    environment: (name: string) => dag.environment.get(name) ?? variables[name],
    lenient: node.done || node.noop,
    problems: dag.problems,
  };
  return describeJob(submit, scope, {
    directory: resolve(directory, node.directory ?? ""),
    priority: node.priority,
    environment: dag.environment,
    inherit: dag.inherit,
  });
}

// The nodes of each submit file, by its absolute path. DAGMan enters a node's DIR before it looks for the file.
function usersByFile(dag: DagDraft, directory: string): ReadonlyMap<string, readonly NodeDraft[]> {
  const users = new Map<string, NodeDraft[]>();
  for (const node of dag.nodes.values()) {
    const path = resolve(directory, node.directory ?? "", node.submit);
    const known = users.get(path);
    if (known === undefined) users.set(path, [node]);
    else known.push(node);
  }
  return users;
}

// The names that VARS statements set or refer to: as macros they may stand in a submit file.
function macroNames(dag: DagDraft): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { prepended, variables } of dag.nodes.values()) {
    for (const definition of [...variables.values(), ...(prepended?.values() ?? [])]) {
      names.add(definition.name);
      for (const name of referredNames(definition)) names.add(name);
    }
  }
  return names;
}
