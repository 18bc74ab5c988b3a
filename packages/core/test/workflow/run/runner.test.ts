import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";

import {
  keyName,
  result,
  Runner,
  WorkflowRun,
  type JobExecutor,
  type JobKey,
  type JobOutcome,
  type JobReport,
  type JobStart,
  type Workflow,
} from "../../../src/workflow/index.ts";
import { anyOutcome, anyWorkflow, machineOf, workflowOf } from "./workflows.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "asimov-runner-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

let now = Date.UTC(2026, 0, 1);

/** Jobs in memory, which go on when their runner is killed. */
class World implements JobExecutor {
  readonly started = new Map<string, JobStart>();
  readonly ended = new Map<string, JobOutcome>();
  readonly startedTwice: string[] = [];
  readonly forgotten: string[] = [];
  /** Called before each start; may throw to kill the runner between its journal and the job. */
  beforeStart: () => void = () => undefined;

  async start(request: JobStart): Promise<void> {
    this.beforeStart();
    const name = nameOf(request.key);
    // The claim of the real executor makes a second start harmless; the runner must not make one all the same.
    if (this.started.has(name)) this.startedTwice.push(name);
    this.started.set(name, request);
  }

  async reports(keys: readonly JobKey[]): Promise<readonly JobReport[]> {
    return keys.map((key) => {
      const outcome = this.ended.get(nameOf(key));
      if (outcome) return { state: "ended", outcome };
      return { state: this.started.has(nameOf(key)) ? "running" : "absent" };
    });
  }

  async remove(keys: readonly JobKey[]): Promise<void> {
    for (const key of keys) this.ended.set(nameOf(key), { cause: "lost" });
  }

  async forget(keys: readonly JobKey[]): Promise<void> {
    for (const key of keys) this.forgotten.push(nameOf(key));
  }

  running(): readonly JobStart[] {
    return [...this.started].filter(([name]) => !this.ended.has(name)).map(([, request]) => request);
  }
}

const noInner = (): Promise<never> => Promise.reject(new Error("there is no sub-workflow"));

function nameOf(key: JobKey): string {
  return `${key.token}/${keyName(key)}`;
}

function runnerOf(world: World, workflows: Readonly<Record<string, Workflow>>, slots: number): Runner {
  const runner = new Runner({
    executor: world,
    machine: machineOf(slots),
    openInner: noInner,
    clock: { now: () => now },
    onProblem: (_, error) => {
      throw error;
    },
  });
  for (const [token, workflow] of Object.entries(workflows)) runner.runs.set(token, WorkflowRun.open(token, workflow, join(directory, token)));
  return runner;
}

const isDone = (runner: Runner): boolean => [...runner.runs.values()].every((run) => result(run.state) !== undefined);

test("workflows end, however often their runner is killed between any two starts", async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      anyWorkflow,
      anyWorkflow,
      fc.integer({ min: 1, max: 3 }),
      fc.array(anyOutcome, { maxLength: 60 }),
      fc.array(fc.nat(4), { maxLength: 60 }),
      async (a, b, slots, outcomes, crashes) => {
        count += 1;
        const world = new World();
        const workflows = { [`a${count}`]: a, [`b${count}`]: b };
        let step = 0;
        world.beforeStart = () => {
          if (crashes[step++] === 0) throw new Error("killed");
        };
        let runner = runnerOf(world, workflows, slots);
        for (let round = 0; !isDone(runner); round++) {
          expect(round).toBeLessThan(500);
          try {
            await runner.step();
          } catch {
            for (const run of runner.runs.values()) run.close();
            runner = runnerOf(world, workflows, slots);
            continue;
          }
          const running = world.running();
          const used = running.reduce((sum, { job }) => sum + Math.min(job.request.cpus, slots), 0);
          expect(used).toBeLessThanOrEqual(slots);
          const next = running[round % Math.max(1, running.length)];
          now += 30_000;
          if (next) world.ended.set(nameOf(next.key), outcomes[world.ended.size] ?? { cause: "exit", exitCode: 0 });
        }
        for (const run of runner.runs.values()) run.close();
        expect(world.running()).toEqual([]);
        expect(world.startedTwice).toEqual([]);
        // A crash between the journal and the executor leaves some for the end of the workflow.
        expect([...world.ended.keys()]).toEqual(expect.arrayContaining(world.forgotten));
      },
    ),
    { numRuns: 25 },
  );
});

test("a journal that cannot be written stops its own workflow only, before any of its jobs starts", async () => {
  const world = new World();
  const problems: string[] = [];
  const runner = new Runner({ executor: world, machine: machineOf(4), openInner: noInner, onProblem: (token) => problems.push(token) });
  for (const token of ["a", "b"]) runner.runs.set(token, WorkflowRun.open(token, workflowOf({ n: {} }), join(directory, token)));
  runner.runs.get("a")!.close();
  await runner.step();
  expect(problems).toEqual(["a"]);
  expect([...world.started.keys()]).toEqual(["b/n.1.0.1"]);
  runner.runs.get("b")!.close();
});

test("a removed workflow ends its jobs and is removed when they are gone", async () => {
  const world = new World();
  const runner = runnerOf(world, { a: workflowOf({ m: {}, n: {}, o: { parents: ["m"] } }) }, 1);
  await runner.step();
  const run = runner.runs.get("a")!;
  run.commit({ event: "remove", at: "2026-01-01T00:00:00.000Z" });
  await runner.step();
  expect(result(run.state)).toBeUndefined();
  await runner.step();
  expect(result(run.state)).toBe("removed");
  expect([...world.started.keys()]).toEqual(["a/m.1.0.1"]);
  run.close();
});

test("names of runs are path components, and different for different nodes", () => {
  const name = (node: string, more: Partial<JobKey> = {}): string => keyName({ token: "t", node, try: 2, part: 0, run: 1, ...more });
  expect(name("sample_H1.0")).toBe("sample_H1.0.2.0.1");
  expect(name("a", { part: "post", run: 3 })).toBe("a.2.post.3");
  expect(name("a", { within: "SD.1" })).toMatch(/^a\.2\.0\.1\.in-[0-9a-f]{12}$/);
  expect(name("a/b")).toMatch(/^a-b-[0-9a-f]{12}\.2\.0\.1$/);
  expect(name("a b")).not.toBe(name("a/b"));
  expect(name("x".repeat(300)).length).toBeLessThan(130);
});

test("an executor that can't say anything keeps its jobs as they are, and is told, while scripts go on and nobody is in a hurry", async () => {
  const [jobs, scripts] = [new World(), new World()];
  const problems: string[] = [];
  const script = { executable: "/bin/true", arguments: [] as readonly string[] };
  const runner = new Runner({
    executor: jobs,
    scripts,
    machine: machineOf(2),
    openInner: noInner,
    onProblem: (token, error) => void problems.push(`${token}: ${String(error)}`),
  });
  const workflow = workflowOf({ a: {}, b: { pre: script } });
  const run = WorkflowRun.open("t", workflow, join(directory, "t.jsonl"));
  runner.runs.set("t", run);
  await runner.step();
  expect([jobs.started.size, scripts.started.size]).toEqual([1, 1]);
  const reports = jobs.reports.bind(jobs);
  jobs.reports = () => Promise.reject(new Error("no answer"));
  scripts.ended.set([...scripts.started.keys()][0]!, { cause: "exit", exitCode: 0 });
  await runner.step();
  expect(problems.every((one) => one === "t: Error: no answer")).toBe(true);
  expect(problems.length).toBeGreaterThan(0);
  expect(runner.dueIn()).toBeUndefined();
  // Its script has ended, so that the other job has started.
  expect(jobs.started.size).toBe(2);
  jobs.reports = reports;
  for (const name of jobs.started.keys()) jobs.ended.set(name, { cause: "exit", exitCode: 0 });
  await runner.step();
  expect(result(run.state)).toBe("completed");
  run.close();
});
