import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { AsimovError } from "../../../src/system/index.ts";
import {
  keyName,
  result,
  Runner,
  WorkflowRun,
  type JobExecutor,
  type JobOutcome,
  type JobStart,
  type Workflow,
} from "../../../src/workflow/index.ts";
import { machineOf, nodeOf, workflowOf } from "./workflows.ts";

/** A runner of one workflow and its sub-workflows, whose jobs end when they are told to. */
class Stage implements JobExecutor {
  readonly directory: string = mkdtempSync(join(tmpdir(), "asimov-inner-"));
  readonly started: JobStart[] = [];
  readonly removed = new Set<string>();
  readonly ended = new Map<string, JobOutcome>();
  readonly problems: unknown[] = [];
  readonly opened: string[] = [];
  readonly inner: () => Workflow;
  readonly #outer: Workflow;
  runner: Runner;

  constructor(outer: Workflow, inner: () => Workflow) {
    onTestFinished(() => rmSync(this.directory, { recursive: true }));
    this.#outer = outer;
    this.inner = inner;
    this.runner = this.again();
  }

  /** Another runner, as after a crash. */
  again(): Runner {
    for (const run of this.runner?.runs.values() ?? []) run.close();
    this.runner = new Runner({
      executor: this,
      machine: machineOf(2),
      openInner: async ({ token, place }) => {
        this.opened.push(place.within);
        return WorkflowRun.open(token, this.inner(), join(this.directory, `${place.within.replaceAll("/", "_")}.jsonl`), place);
      },
      onProblem: (_, error) => this.problems.push(error),
    });
    this.runner.runs.set("t", WorkflowRun.open("t", this.#outer, join(this.directory, "outer.jsonl")));
    return this.runner;
  }

  get run(): WorkflowRun {
    return this.runner.runs.get("t")!;
  }

  get names(): readonly string[] {
    return this.started.map(({ key }) => `${key.within ?? ""}:${key.node}.${key.try}`);
  }

  async end(node: string, exitCode = 0): Promise<void> {
    const { key } = this.started.findLast((one) => one.key.node === node)!;
    this.ended.set(keyName(key), { cause: "exit", exitCode, cpuSeconds: 1 });
    await this.runner.step();
  }

  async start(request: JobStart): Promise<void> {
    this.started.push(request);
  }

  reports: JobExecutor["reports"] = async (keys) =>
    keys.map((key) => {
      const name = keyName(key);
      const outcome = this.removed.has(name) ? ({ cause: "signal", exitCode: 143 } as const) : this.ended.get(name);
      if (outcome) return { state: "ended", outcome };
      return { state: this.started.some((one) => keyName(one.key) === name) ? "running" : "absent" };
    });

  remove: JobExecutor["remove"] = async (keys) => {
    for (const key of keys) this.removed.add(keyName(key));
  };

  forget: JobExecutor["forget"] = async () => undefined;
}

const subWorkflow = { kind: "workflow", file: "/run/inner.dag", directory: "/run" } as const;

test("a sub-workflow takes no slot, its jobs take those of all, and its node's priority counts for them", async () => {
  const stage = new Stage(workflowOf({ SD: { work: subWorkflow, priority: 5 }, a: { priority: 2 }, b: { priority: 6 } }), () =>
    workflowOf({ x: {}, y: {} }),
  );
  await stage.runner.step();
  // When it was opened the slots were taken already.
  expect(stage.names).toEqual([":b.1", ":a.1"]);
  await stage.end("a");
  expect(stage.names.at(-1)).toBe("SD.1:x.1");
  await stage.end("b");
  await stage.end("x");
  await stage.end("y");
  expect([result(stage.run.state), stage.run.state.nodes.get("SD")!.cpuSeconds]).toEqual(["completed", 2]);
  expect(stage.problems).toEqual([]);
});

test("a sub-workflow goes on after a crash where it was, and runs nothing twice", async () => {
  const stage = new Stage(workflowOf({ SD: { work: subWorkflow }, z: { parents: ["SD"] } }), () => workflowOf({ x: {}, y: { parents: ["x"] } }));
  await stage.runner.step();
  await stage.end("x");
  await stage.again().step();
  await stage.end("y");
  stage.again();
  await stage.runner.step();
  await stage.end("z");
  expect(stage.names).toEqual(["SD.1:x.1", "SD.1:y.1", ":z.1"]);
  expect(result(stage.run.state)).toBe("completed");
});

test("a sub-workflow within another has names of its own", async () => {
  let depth = 0;
  const stage = new Stage(workflowOf({ SD: { work: subWorkflow }, x: {} }), () =>
    workflowOf(depth++ === 0 ? { SD: { work: subWorkflow } } : { x: {} }),
  );
  await stage.runner.step();
  expect(stage.names).toEqual([":x.1", "SD.1/SD.1:x.1"]);
  expect(new Set(stage.started.map(({ key }) => keyName(key))).size).toBe(2);
});

test("a sub-workflow that fails leaves a rescue file, and its node is tried again with what its file says then", async () => {
  const stage = new Stage(workflowOf({ SD: { work: subWorkflow, retries: 1 } }), () => inner());
  const file = join(stage.directory, "inner.dag");
  const done = (): boolean => existsSync(`${file}.rescue001`);
  const inner = (): Workflow => workflowOf({ x: { done: done() }, y: {} }, { file, directory: stage.directory });
  await stage.runner.step();
  await stage.end("x");
  await stage.end("y", 1);
  expect(readFileSync(`${file}.rescue001`, "utf8")).toContain("DONE x\n");
  expect(stage.names).toEqual(["SD.1:x.1", "SD.1:y.1", "SD.2:y.1"]);
  await stage.end("y");
  expect(result(stage.run.state)).toBe("completed");
});

test("a file that can't be run fails its node with the reason, and any other trouble is tried again", async () => {
  let error: Error = new AsimovError("WORKFLOW_NOT_FOUND", { message: "the DAG file does not exist", at: { file: "/run/inner.dag", line: 1 } });
  const refuse = (): never => {
    throw error;
  };
  const stage = new Stage(workflowOf({ SD: { work: subWorkflow } }), refuse);
  await stage.runner.step();
  expect(stage.run.state.nodes.get("SD")).toMatchObject({
    status: "failed",
    outcome: { cause: "start", reason: "/run/inner.dag:1: the DAG file does not exist" },
  });
  error = new Error("no memory");
  const other = new Stage(workflowOf({ SD: { work: subWorkflow } }), refuse);
  await other.runner.step();
  expect([other.problems, other.run.state.nodes.get("SD")!.status]).toEqual([[error], "running"]);
});

test("removal reaches sub-workflows, whose final nodes run, by the manual", async () => {
  const stage = new Stage(workflowOf({ SD: { work: subWorkflow } }), () =>
    workflowOf({ x: {} }, { final: nodeOf("f", {}), file: join(stage.directory, "i.dag") }),
  );
  await stage.runner.step();
  stage.run.commit({ event: "remove", at: "2026-01-01T00:00:00.000Z" });
  await stage.runner.step();
  await stage.runner.step();
  expect(stage.names).toEqual(["SD.1:x.1", "SD.1:f.1"]);
  await stage.end("f");
  expect(result(stage.run.state)).toBe("removed");
});

test("scripts run through an executor of their own, with values in their words", async () => {
  const scripts: JobStart[] = [];
  const stage = new Stage(workflowOf({}), () => workflowOf({}));
  const local: JobExecutor = {
    start: async (request) => void scripts.push(request),
    reports: async (keys) => keys.map(() => ({ state: "ended", outcome: { cause: "exit", exitCode: 0 } })),
    remove: async () => undefined,
    forget: async () => undefined,
  };
  const runner = new Runner({
    executor: stage,
    scripts: local,
    machine: machineOf(1),
    openInner: () => Promise.reject(new Error("none")),
    onProblem: () => undefined,
  });
  const words = ["$JOB", "$RETURN", "$JOBID", "$MAX_RETRIES", "$PRE_SCRIPT_RETURN", "$JOB_COUNT", "$SUCCESS", "$node", "a$JOB"];
  const workflow = workflowOf({ a: { retries: 2, pre: ["$JOB"], post: words, job: {} } });
  const run = WorkflowRun.open("s", workflow, join(stage.directory, "scripts.jsonl"));
  runner.runs.set("s", run);
  await runner.step();
  await runner.step();
  const { key } = stage.started[0]!;
  stage.ended.set(keyName(key), { cause: "signal", exitCode: 137 });
  await runner.step();
  await runner.step();
  expect(scripts.map(({ job }) => job.arguments)).toEqual([["a"], ["a", "-9", "1.0", "2", "0", "1", "False", "a", "a$JOB"]]);
  expect(scripts[0]!.job).toMatchObject({ inherit: "all", request: { cpus: 0 } });
  expect(result(run.state)).toBe("completed");
  run.close();
});

test("a sub-workflow that contains the one that it is part of is refused, with the way round", async () => {
  const around = { kind: "workflow", file: "/run/a.dag", directory: "/run" } as const;
  const stage = new Stage(workflowOf({ SD: { work: subWorkflow } }), () => ({ ...workflowOf({ back: { work: around } }), file: subWorkflow.file }));
  await stage.runner.step();
  expect(result(stage.run.state)).toBe("failed");
  expect(stage.opened).toEqual(["SD.1"]);
  const events = readFileSync(join(stage.directory, "SD.1.jsonl"), "utf8");
  expect(events).toContain("the workflows contain each other: /run/a.dag -> /run/inner.dag -> /run/a.dag");
});

test("thousands of tries of a sub-workflow that can't be opened keep nobody from anything else", async () => {
  const stage = new Stage(workflowOf({ SD: { work: subWorkflow, retries: 500 }, a: {} }), () => {
    throw new AsimovError("WORKFLOW_NOT_FOUND", { message: "there is no DAG file" });
  });
  await stage.runner.step();
  expect([stage.names, stage.runner.dueIn()]).toEqual([[":a.1"], 0]);
  expect(stage.run.state.nodes.get("SD")!.tries).toBeLessThan(100);
  while (stage.runner.dueIn() === 0) await stage.runner.step();
  expect(stage.run.state.nodes.get("SD")).toMatchObject({ status: "failed", tries: 501 });
});
