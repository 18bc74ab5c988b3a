import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { AsimovError, AsimovErrors, formatPlace } from "../../../src/system/index.ts";
import { jobsOf, readWorkflow, type JobDescription, type Workflow, type WorkflowNode } from "../../../src/workflow/index.ts";

/** Files by relative path. */
export type Tree = Readonly<Record<string, string>>;

/** Runs `use` in a temporary directory that holds `tree`, and removes it. */
export async function within<T>(tree: Tree, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "asimov-read-"));
  try {
    for (const [name, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The workflow that `run.dag` in `tree` describes, with the temporary directory written as `/work`. */
export function read(tree: Tree, environment: Readonly<Record<string, string>> = {}): Promise<Workflow> {
  return within(tree, async (directory) => {
    const workflow = await readWorkflow(join(directory, "run.dag"), { directory, environment });
    return JSON.parse(JSON.stringify(workflow).replaceAll(directory, "/work")) as Workflow;
  });
}

/** The one job of a DAG with the node `A`, of `submit` and more lines of the DAG file. */
export async function readJob(submit: string, dag = "", environment: Readonly<Record<string, string>> = {}): Promise<JobDescription> {
  const workflow = await read({ "run.dag": `JOB A a.sub\n${dag}`, "a.sub": submit }, environment);
  return jobOf(workflow.nodes[0]!);
}

/** The first job of a node. */
export function jobOf(node: WorkflowNode): JobDescription {
  return jobsOf(node)[0]!;
}

/** Whole errors as text, one after the other, of what `tree` ends with; "no error" when it is read. */
export function errors(tree: Tree, use?: (directory: string) => Promise<unknown>): Promise<string> {
  return within(tree, async (directory) => {
    try {
      await (use ?? ((base: string) => readWorkflow(join(base, "run.dag"), { directory: base, environment: {} })))(directory);
      return "no error";
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      const all = error instanceof AsimovErrors ? error.errors : [error];
      return all.map(formatError).join("\n").replaceAll(directory, "/work");
    }
  });
}

function formatError({ code, at, message, remedy }: AsimovError): string {
  return [`${code} ${formatPlace(at ?? "nowhere")}`, `  ${message}`, ...(remedy === undefined ? [] : [`  ${remedy}`])].join("\n");
}
