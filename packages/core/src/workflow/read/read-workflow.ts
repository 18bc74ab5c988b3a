import { resolve } from "node:path";

import type { JobDescription, NodeWork, Workflow, WorkflowNode } from "../types.ts";
import type { NodeDraft } from "./dag/draft.ts";
import { flatten, type FlatDag } from "./dag/flatten.ts";
import { resolveDependencies } from "./dag/graph.ts";
import { parseDag } from "./dag/parse.ts";
import { DagReading } from "./dag/reading.ts";
import { Problems } from "./problems.ts";
import { readJobs } from "./read-jobs.ts";

/** How {@link readWorkflow} reads. */
export interface ReadOptions {
  /** Absolute path of the directory that relative paths refer to: where the builder ran. */
  readonly directory: string;
  /** The variables that `$ENV(NAME)` in a submit file reads; those of this process when not given. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Reads a DAGMan file, and the submit files, splices and other files that it names, into a {@link Workflow} with every job complete; files of
 * sub-workflows are read when they start. Everything that is wrong is thrown at once, each fault with its file, line and column and one of the
 * codes of `WorkflowErrorCode`; what is not supported is refused by name.
 */
export async function readWorkflow(file: string, options: ReadOptions): Promise<Workflow> {
  const directory = resolve(options.directory);
  const path = resolve(directory, file);
  const problems = new Problems(path);
  const reading = new DagReading(problems);
  const { nodes, final, categories, parents } = await readGraph(path, directory, reading);
  const jobs = await readJobs(final === undefined ? nodes : [...nodes, final], reading, options.environment ?? process.env);
  problems.throw();
  const complete = (draft: NodeDraft): WorkflowNode => nodeOf(draft, parents.get(draft.name) ?? [], jobs.get(draft.name) ?? []);
  const throttles = reading.config?.throttles ?? {};
  return {
    file: path,
    directory,
    files: [...problems.files].filter((one) => one !== path).toSorted(),
    environment: reading.environment.size === 0 ? undefined : Object.fromEntries(reading.environment),
    nodes: nodes.map(complete),
    final: final && complete(final),
    categories: categories.size === 0 ? undefined : Object.fromEntries(categories),
    throttles: Object.keys(throttles).length === 0 ? undefined : throttles,
  };
}

interface Graph extends Omit<FlatDag, "dependencies"> {
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

// Apart from the rest, so that the statements are forgotten before the jobs come.
async function readGraph(file: string, directory: string, reading: DagReading): Promise<Graph> {
  const draft = await parseDag(file, directory, reading);
  if (reading.full) reading.problems.throw();
  const { nodes, final, categories, dependencies } = flatten(draft);
  const parents = resolveDependencies({ nodes, dependencies }, reading.problems);
  return { nodes, final, categories, parents };
}

function nodeOf(draft: NodeDraft, parents: readonly string[], jobs: readonly JobDescription[]): WorkflowNode {
  const { name, at, retries, unlessExit, done, priority, pre, post, hold, preSkip, abort, category } = draft;
  const work = workOf(draft, jobs);
  return {
    name,
    parents,
    retries,
    unlessExit,
    done,
    work,
    priority: priority ?? jobs[0]?.priority ?? 0,
    pre,
    post,
    hold,
    preSkip,
    abort,
    category,
    at,
  };
}

function workOf({ work, noop, directory }: NodeDraft, jobs: readonly JobDescription[]): NodeWork {
  if (noop) return { kind: "none" };
  return work.kind === "workflow" ? { kind: "workflow", file: work.file, directory } : { kind: "jobs", jobs };
}
