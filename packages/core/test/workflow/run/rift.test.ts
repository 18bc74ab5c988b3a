import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

import {
  keyName,
  prepareWorkflow,
  result,
  Runner,
  WorkflowRun,
  type JobExecutor,
  type JobStart,
  type RunState,
} from "../../../src/workflow/index.ts";

import { machineOf } from "./workflows.ts";

const dag = "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag";

/** Walks a workflow that RIFT's builder wrote, with its executables replaced by `program`, which gives the exit code of each. */
async function walk(
  name: string,
  program: (start: JobStart, directory: string) => number,
): Promise<{ state: RunState; inner: string[]; problems: unknown[] }> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-rift-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  cpSync(fileURLToPath(new URL(`../fixtures/rift/${name}`, import.meta.url)), directory, { recursive: true });
  for (const file of readdirSync(directory)) writeFileSync(join(directory, file), relocate(readFileSync(join(directory, file), "utf8"), directory));
  const codes = new Map<string, number>();
  const recorder: JobExecutor = {
    start: async (start) => void codes.set(keyName(start.key), program(start, directory)),
    reports: async (keys) =>
      keys.map((key) => {
        const exitCode = codes.get(keyName(key));
        return exitCode === undefined ? { state: "absent" } : { state: "ended", outcome: { cause: "exit", exitCode } };
      }),
    remove: async () => undefined,
    forget: async () => undefined,
  };
  const inner: string[] = [];
  const problems: unknown[] = [];
  const runner = new Runner({
    executor: recorder,
    machine: machineOf(1000),
    openInner: async ({ token, place, file, directory: where }) => {
      const { workflow } = await prepareWorkflow(file, { directory: where, environment: {} });
      inner.push(`${place.within}: ${workflow.nodes.length} nodes`);
      return WorkflowRun.open(token, workflow, join(directory, "inner.jsonl"), place);
    },
    onProblem: (_, error) => problems.push(error),
  });
  const { workflow } = await prepareWorkflow(join(directory, dag), { directory, environment: {} });
  const run = WorkflowRun.open("t", workflow, join(directory, "outer.jsonl"));
  runner.runs.set("t", run);
  while (result(run.state) === undefined) await runner.step();
  run.close();
  return { state: run.state, inner, problems };
}

// The directories that RIFT's builder ran in.
function relocate(text: string, directory: string): string {
  return text.replace(/\/data\/project\/rift\/run\d*/g, directory);
}

test("the production workflow, with recorders: a sub-workflow appears while it runs", async () => {
  const program = (_: JobStart, directory: string): number => {
    // As RIFT's iterations do, long before the node that needs it is due.
    const file = join(directory, "iteration_3_cip", dag);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(join(dirname(file), "x.sub"), "executable = /bin/true\nqueue\n");
    writeFileSync(file, `JOB x ${join(dirname(file), "x.sub")}\n`);
    // The test of convergence: not converged.
    return 0;
  };
  const { state, inner, problems } = await walk("prod", program);
  expect([result(state), state.done, state.nodes.size, problems]).toEqual(["completed", 548, 548, []]);
  expect(inner).toEqual(["f3e4bf8f3d493843025cbf6cf3667bf3.1: 1 nodes"]);
});

test("the workflow of a short run, with recorders: convergence ends it, and that is success", async () => {
  const { state } = await walk("small", ({ job }) => (/convergence_test/.test(job.executable) ? 1 : 0));
  expect(state.aborted).toMatchObject({ exitCode: 0 });
  expect(result(state)).toBe("completed");
  expect(state.done).toBeLessThan(state.nodes.size);
});
