import { resolve } from "node:path";

import type { NodeWork, Workflow } from "../types.ts";
import { resolveDependencies } from "./dag/graph.ts";
import { parseDag } from "./dag/parse.ts";
import { Problems } from "./problems.ts";
import { readJobs } from "./read-jobs.ts";
import { readText } from "./read-text.ts";

/** How {@link readWorkflow} reads. */
export interface ReadOptions {
  /** Absolute path of the directory that relative paths refer to: where the builder ran. */
  readonly directory: string;
  /** The variables that `$ENV(NAME)` in a submit file reads; those of this process when not given. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Reads a DAGMan file and the submit files it names into a {@link Workflow} with every job complete. Everything that is wrong is thrown at
 * once, each fault with its file, line and column and one of the codes of `WorkflowErrorCode`; what is not supported is refused by name.
 */
export async function readWorkflow(file: string, options: ReadOptions): Promise<Workflow> {
  const directory = resolve(options.directory);
  const path = resolve(directory, file);
  const problems = new Problems(path);
  const text = await readText(path, "DAG file", { file: path, line: 1, column: 1 }, problems);
  const dag = parseDag(text ?? "", path, problems);
  const parents = resolveDependencies(dag);
  const jobs = await readJobs(dag, directory, options.environment ?? process.env);
  problems.throw();
  const nodes = Array.from(dag.nodes.values(), ({ name, retries, done, noop, at }) => {
    const job = jobs.get(name)!;
    const work: NodeWork = noop ? { kind: "none" } : { kind: "jobs", jobs: [job] };
    return { name, parents: parents.get(name) ?? [], retries, done, work, priority: job.priority, at };
  });
  return { file: path, directory, nodes };
}
