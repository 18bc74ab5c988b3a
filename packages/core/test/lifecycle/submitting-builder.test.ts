import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { apply, parseBlueprint } from "../../src/blueprint/index.ts";
import { findAnalysis, listAnalyses } from "../../src/analysis/index.ts";
import { runPass, Session, type PassReport } from "../../src/lifecycle/index.ts";
import { whyAnalysis } from "../../src/lifecycle/why/index.ts";
import type { PipelineDoors, RemotePipeline } from "../../src/pipeline/remote/index.ts";
import { initProject, openProject } from "../../src/project/index.ts";
import type { Scheduler, SchedulerState } from "../../src/scheduler/index.ts";
import { AsimovError, identify } from "../../src/system/index.ts";
import { directoryWith } from "../support/tree.ts";

type Doors = Partial<PipelineDoors>;

interface World {
  readonly session: Session;
  /** Tokens that reached the scheduler, with the state that it tells. */
  readonly jobs: Map<string, SchedulerState>;
  readonly calls: string[];
  pass(): Promise<PassReport>;
  told(): readonly unknown[];
}

/** A project with one analysis whose builder submits by itself, as `submit` does it. */
async function worldWith(submit: (doors: Doors, jobs: Map<string, SchedulerState>, world: World) => unknown): Promise<World> {
  const directory = directoryWith();
  initProject(directory, "test");
  const jobs = new Map<string, SchedulerState>();
  const calls: string[] = [];
  const address = { scheduler: "local", accessPoint: "here", pool: "", owner: "albert" };
  const scheduler: Scheduler = {
    address: () => address,
    submit: () => Promise.reject(new Error("core submits nothing for it")),
    query: (tokens) =>
      Promise.resolve(tokens.map((token) => ({ token, state: jobs.get(token) ?? "absent", jobId: jobs.has(token) ? "77.0" : undefined }))),
    remove: () => Promise.resolve(),
  };
  const answers: Readonly<Record<string, (doors: Doors) => unknown>> = {
    describe: () => ({
      name: "selfish",
      configExtension: ".ini",
      finalAssets: [],
      submitsItself: true,
      stateHandlers: {},
      requiredInputs: [],
      availableOutputs: [],
    }),
    build: () => ({ text: "config\n", lineage: [], products: [] }),
    buildAndSubmit: (doors) => submit(doors, jobs, world),
    detectCompletion: () => true,
    collectAssets: () => ({}),
    collectSettings: () => [],
    collectLogs: () => ({}),
  };
  const pipeline: RemotePipeline = {
    entry: { group: "pipelines", name: "selfish", package: { name: "asimov-selfish", version: "1.0.0", directory, foundAt: directory }, module: "" },
    call: async (operation, _context, doors) => {
      calls.push(operation);
      return (await answers[operation]?.(doors)) as never;
    },
    ask: () => Promise.reject(new Error("nothing is asked")),
  };
  const project = await openProject(directory, { command: "asimov test" });
  const session = new Session(project, { schedulers: { local: scheduler }, pipelines: { selfish: pipeline } });
  onTestFinished(() => session.close());
  const text = "kind: event\nname: EV1\n---\nkind: analysis\nname: one\nevent: EV1\npipeline: selfish\n";
  apply(project.ledger, parseBlueprint(text, join(directory, "one.yaml")), { installed: new Map([["selfish", "1.0.0"]]) });
  const world: World = {
    session,
    jobs,
    calls,
    pass: () => runPass(session, { chain: true }),
    told: () => listAnalyses(project.ledger).map(({ status, reason }) => `${status}: ${reason.replaceAll(/[0-9a-f]{12}(?=\.)/g, "ID")}`),
  };
  return world;
}

// What `asimov why` says is to be typed.
function next({ session: { project } }: World): string | undefined {
  return whyAnalysis(project.ledger, findAnalysis(project.ledger, "one")).next?.replaceAll(/[0-9a-f]{12}(?=\.)/g, "ID");
}

// What a builder does that hands its jobs to the scheduler, with the token that it was given.
async function throughRun(doors: Doors, jobs: Map<string, SchedulerState>): Promise<void> {
  const { stdout } = await doors.run!({ command: "sh", args: ["-c", "printenv ASIMOV_TOKEN"] }, new AbortController().signal);
  jobs.set(stdout.trim(), "running");
}

// The process that submitted is gone, as after a crash.
function killSubmitter({ session }: World): void {
  const dead = { ...identify()!, pid: spawnSync("true").pid, startTime: 1 };
  const { ledger } = session.project;
  ledger.change((transaction) => {
    for (const row of ledger.all("SELECT id FROM submissions"))
      transaction.update("submissions", Number(row["id"]), { submitter: JSON.stringify(dead) });
  });
}

test("the intent is committed before its builder runs, the token is in the environment, and the id that it returns is recorded", async () => {
  const seen: unknown[] = [];
  const world = await worldWith(async (doors, jobs, { session }) => {
    seen.push(...session.project.ledger.all("SELECT purpose, job_id FROM submissions"));
    await throughRun(doors, jobs);
    return { submission: { jobId: "77.0" } };
  });
  expect(await world.pass()).toMatchObject({ exitCode: 0 });
  expect(seen).toEqual([{ purpose: "workflow", job_id: null }]);
  expect(world.session.project.ledger.all("SELECT job_id FROM submissions")).toEqual([{ job_id: "77.0" }]);
  expect([...world.jobs.keys()].map((token) => token.replace(/^[^.]+/, "ID"))).toEqual(["ID.1.1.workflow.1"]);
  expect(world.told()).toEqual(["running: submitted as 77.0"]);
  for (const token of world.jobs.keys()) world.jobs.set(token, "completed");
  await world.pass();
  expect(world.told()[0]).toMatch(/^uploaded: /);
  expect(world.calls.filter((call) => call === "buildAndSubmit" || call === "submit")).toEqual(["buildAndSubmit"]);
});

test("a crash while its builder works is unconfirmed for ever where the scheduler knows nothing, and never a second submission", async () => {
  const world = await worldWith(() => Promise.reject(new Error("as if the process had been killed")));
  await expect(world.pass()).rejects.toThrow("as if the process had been killed");
  killSubmitter(world);
  for (let passes = 0; passes < 3; passes++) expect(await world.pass()).toMatchObject({ exitCode: 4, unknown: [{ analysis: { status: "ready" } }] });
  expect((await world.pass()).unknown.map(({ reason }) => reason)).toEqual([
    "its builder submits by itself, and may have done so before it was interrupted",
  ]);
  expect(world.calls.filter((call) => call === "buildAndSubmit")).toHaveLength(1);
  expect(next(world)).toBe(
    "If it is there: asimov submission adopt ID.1.1.workflow.1 JOBID; if it surely is not: asimov submission absent ID.1.1.workflow.1",
  );
});

test("a crash after it submitted: the job is found by its token", async () => {
  const world = await worldWith(async (doors, jobs) => {
    await throughRun(doors, jobs);
    throw new Error("as if the process had been killed");
  });
  await expect(world.pass()).rejects.toThrow("as if the process had been killed");
  killSubmitter(world);
  expect(await world.pass()).toMatchObject({ exitCode: 0 });
  expect(world.told()).toEqual(["running: submitted as 77.0"]);
  expect(world.calls.filter((call) => call === "buildAndSubmit")).toHaveLength(1);
});

test("one that fails after it ran something, or returns no id, may have submitted", async () => {
  const answers: readonly ((doors: Doors) => unknown)[] = [
    async (doors) => {
      await doors.run!({ command: "false", args: [] }, new AbortController().signal);
      throw new AsimovError("PLUGIN_ERROR", { message: "asimov-selfish 1.0.0: buildDag failed: exit code 1" });
    },
    () => ({ file: "/run/a.dag" }),
    () => undefined,
  ];
  const told: string[] = [];
  for (const answer of answers) {
    const world = await worldWith(answer);
    const { exitCode, failures } = await world.pass();
    told.push(`${exitCode} ${failures.map(({ error }) => `${error.code} ${error.message.replaceAll(/[0-9a-f]{12}(?=\.)/g, "ID")}`).join()}`);
    expect(await world.pass()).toMatchObject({ exitCode: 4 });
    expect(world.calls.filter((call) => call === "buildAndSubmit")).toHaveLength(1);
    // No pass can ever find that out.
    expect(next(world)).toBe(
      "If it is there: asimov submission adopt ID.1.1.workflow.1 JOBID; if it surely is not: asimov submission absent ID.1.1.workflow.1",
    );
  }
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "4 SUBMISSION_UNCONFIRMED nobody can say whether submission ID.1.1.workflow.1 reached the scheduler: its builder submits by itself, and failed: asimov-selfish 1.0.0: buildDag failed: exit code 1
    4 SUBMISSION_UNCONFIRMED nobody can say whether submission ID.1.1.workflow.1 reached the scheduler: its builder submits by itself, and returned {"file":"/run/a.dag"} instead of { submission: { jobId: "1234.0" } }
    4 SUBMISSION_UNCONFIRMED nobody can say whether submission ID.1.1.workflow.1 reached the scheduler: its builder submits by itself, and returned undefined instead of { submission: { jobId: "1234.0" } }"
  `);
});

test("one whose process ends may have submitted behind this.run: it never runs again before somebody knows", async () => {
  const world = await worldWith(() => {
    throw new AsimovError("PLUGIN_CRASHED", { message: "asimov-selfish 1.0.0: its process ended with exit code 9 in buildAndSubmit" });
  });
  expect(await world.pass()).toMatchObject({ exitCode: 4, failures: [{ error: { code: "SUBMISSION_UNCONFIRMED" } }] });
  expect(await world.pass()).toMatchObject({ exitCode: 4 });
  expect(world.calls.filter((call) => call === "buildAndSubmit")).toHaveLength(1);
  expect(next(world)).toContain("asimov submission adopt ID.1.1.workflow.1 JOBID");
});

test.for(["PROGRAM_NOT_FOUND", "PLUGIN_TIMEOUT"])(
  "one that fails (%s) before it ran anything has submitted nothing, and is tried again",
  async (code) => {
    let isBroken = true;
    const world = await worldWith(async (doors, jobs) => {
      if (isBroken) throw new AsimovError(code, { message: "there is no builder" });
      await throughRun(doors, jobs);
      return { submission: { jobId: 77 } };
    });
    // Nor is it an outage of the scheduler, which was not asked for anything.
    expect(await world.pass()).toMatchObject({ exitCode: 3, outages: [] });
    expect(world.told()).toEqual([`ready: ${code}: there is no builder`]);
    isBroken = false;
    expect(await world.pass()).toMatchObject({ exitCode: 0 });
    expect(world.told()).toEqual(["running: submitted as 77"]);
    expect(world.jobs.size).toBe(1);
    expect(existsSync(join(world.session.project.directory, "working"))).toBe(false);
  },
);
