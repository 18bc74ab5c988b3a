import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { identify } from "../../../src/system/index.ts";
import { judge } from "../../../src/scheduler/local/recovery.ts";
import { stopLocal } from "../../../src/scheduler/index.ts";
import { jobsOf, lives, localStatus, openLab, until, waitFor } from "./lab.ts";
import { lehmer } from "./random.ts";

test("kill -9 of the supervisor: the next one adopts the running job, whose command runs once", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo $$ >>ran; ${waitFor("go")}` }, b: { run: "echo b >>ran", parents: ["a"] } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  const first = lab.supervisor();
  await lab.killSupervisor();
  expect(await lab.observe("t")).toMatchObject({ state: "running" });
  expect(lab.supervisor()).not.toBe(first);
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toHaveLength(2);
});

test("a job that ends while there is no supervisor is counted by the next one", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo $$ >>ran; ${waitFor("go")}; exit 3`, retries: 0 } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  await lab.killSupervisor();
  lab.touch("go");
  await until(() => lab.records("t", "a.1.0.1").exit !== undefined);
  expect(await lab.end("t")).toMatchObject({ state: "failed", failure: { exitCode: 3 } });
  expect(lab.lines("ran")).toHaveLength(1);
});

test("kill -9 of supervisor, wrapper and job: the job runs again, nodes that were done do not", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: "echo a >>ran" }, b: { run: `echo b >>ran; ${waitFor("go")}`, parents: ["a"] } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 2);
  await lab.killSupervisor();
  process.kill(-lab.records("t", "b.1.0.1").leader!.pid, "SIGKILL");
  await until(() => judge(join(lab.directory, "state/workflows/t/jobs/b.1.0.1")).report.state === "ended");
  expect((await lab.observe("t")).state).toBe("running");
  await until(() => lab.lines("ran").length === 3);
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toEqual(["a", "b", "b"]);
});

test("kill -9 of the job alone is a failed try", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo $$ >>ran; ${waitFor("go")}` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  process.kill(Number(lab.lines("ran")[0]), "SIGKILL");
  expect(await lab.end("t")).toMatchObject({
    state: "failed",
    reason: `node a was ended by signal 9; see ${lab.directory}/logs/a.err`,
    failure: { exitCode: 137, cause: "signal" },
  });
});

test("a job whose wrapper alone was killed is waited for, then runs again, never two at once", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo begin >>ran; ${waitFor("go")}; echo end >>ran` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  const wrapper = lab.records("t", "a.1.0.1").leader!.pid;
  process.kill(wrapper, "SIGKILL");
  await until(() => !lives(wrapper));
  await lab.killSupervisor();
  expect((await lab.observe("t")).state).toBe("running");
  // Two looks of the new supervisor at the job.
  const log = join(lab.directory, "state/supervisor.log");
  await until(() => readFileSync(log, "utf8").match(/t: taken up/g)?.length === 2);
  expect(judge(join(lab.directory, "state/workflows/t/jobs/a.1.0.1")).report).toEqual({ state: "running" });
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toEqual(["begin", "end", "begin", "end"]);
});

test("processes that a job left behind are ended before it counts as ended", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: "sh -c 'trap \"\" TERM; echo $$ >>left; exec sleep 1000' & while [ ! -s left ]; do sleep 0.01; done" } });
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lives(Number(lab.lines("left")[0]))).toBe(false);
});

test("a job that ends while its end cannot be recorded is not run again", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo begin >>ran; ${waitFor("go")}; echo end >>ran` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  // As on a full disk, the file cannot be written for a while.
  const obstacle = join(lab.directory, "state/workflows/t/jobs/a.1.0.1/exit");
  mkdirSync(obstacle);
  lab.touch("go");
  await until(() => lab.lines("ran").length === 2);
  expect((await lab.observe("t")).state).toBe("running");
  rmSync(obstacle, { recursive: true });
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toEqual(["begin", "end"]);
});

test("a node that is lost again and again fails with that cause", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: "echo x >>ran; kill -9 0" } });
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({
    state: "failed",
    reason: `node a was lost 6 times: its processes vanished without an exit record; see ${lab.directory}/logs/a.err`,
    failure: { node: "a", cause: "lost" },
  });
  expect(lab.lines("ran")).toHaveLength(6);
});

test("every command of a hundred nodes runs exactly once, however often the supervisor is killed", { timeout: 60_000 }, async () => {
  const lab = openLab();
  const nodes = Array.from({ length: 100 }, (_, index) => {
    const parents = index < 4 ? [] : [`n${(index * 7) % index}`, `n${index - 4}`];
    return [`n${index}`, { run: `mkdir marks/n${index} || echo n${index} >>twice`, parents: [...new Set(parents)] }] as const;
  });
  mkdirSync(join(lab.directory, "marks"));
  lab.workflow(Object.fromEntries(nodes));
  await lab.submit("t");
  const random = lehmer(20_260_101);
  const count = (): number => readdirSync(join(lab.directory, "marks")).length;
  for (let kill = 0; kill < 8 && count() < 85; kill++) {
    const moment = count() + 1 + Math.floor(random() * 10);
    await until(() => count() >= moment);
    // Anywhere in the life of a job, not only just after it has made its mark.
    const spin = performance.now() + random() * 20;
    while (performance.now() < spin);
    await lab.killSupervisor();
    await lab.observe("t");
  }
  expect(await lab.end("t")).toMatchObject({ state: "completed", done: 100, total: 100 });
  expect(lab.lines("twice")).toEqual([]);
  expect(count()).toBe(100);
  expect((await jobsOf("t", lab.options)).map(({ tries }) => tries)).toEqual(nodes.map(() => 1));
});

test("a torn journal goes on from its last whole line", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: "echo a >>ran" }, b: { run: `echo b >>ran; ${waitFor("go")}`, parents: ["a"] } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 2);
  await lab.killSupervisor();
  appendFileSync(join(lab.directory, "state/workflows/t/journal.jsonl"), `[{"event":"end","at":"2026-01-`);
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toEqual(["a", "b"]);
});

test("a damaged journal holds its own workflow only, until it is removed", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo $$ >>ran; ${waitFor("go")}` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  await lab.killSupervisor();
  const journal = join(lab.directory, "state/workflows/t/journal.jsonl");
  writeFileSync(journal, `scribble\n${readFileSync(journal, "utf8")}`);
  expect(await lab.observe("t")).toEqual({
    token: "t",
    jobId: "t",
    state: "held",
    reason: `its records are damaged: expected a JSON array of events, found "scribble" (${journal}:1)`,
  });
  await lab.submit("u", lab.workflow({ b: { run: "true" } }, "b.dag"));
  expect(await lab.end("u")).toMatchObject({ state: "completed" });
  await lab.scheduler.remove("t");
  await until(async () => (await lab.observe("t")).state === "removed");
  expect(lives(Number(lab.lines("ran")[0]))).toBe(false);
});

test("a reused process id fools nobody: not a start record that names a living stranger", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo a >>ran; ${waitFor("go")}` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  await lab.killSupervisor();
  const directory = join(lab.directory, "state/workflows/t/jobs/a.1.0.1");
  const { leader } = lab.records("t", "a.1.0.1");
  process.kill(-leader!.pid, "SIGKILL");
  await until(() => judge(directory).report.state === "ended");
  const stranger = identify()!;
  const record = (start: number): string => `pid=${stranger.pid}\nstart=${start}\nboot=${stranger.bootId}\nhost=${stranger.host}\n`;
  writeFileSync(join(directory, "claim"), record(stranger.startTime - 5));
  expect(judge(directory).report).toEqual({ state: "ended", outcome: { cause: "lost" } });
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toEqual(["a", "a"]);
});

test("a reboot fools nobody: not a start record whose process id and start time fit a living stranger", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo a >>ran; ${waitFor("go")}` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  await lab.killSupervisor();
  process.kill(-lab.records("t", "a.1.0.1").leader!.pid, "SIGKILL");
  const directory = join(lab.directory, "state/workflows/t/jobs/a.1.0.1");
  const { pid, startTime, host } = identify()!;
  const record = `pid=${pid}\nstart=${startTime}\nboot=00000000-0000-0000-0000-000000000000\nhost=${host}\n`;
  for (const name of ["claim", `start.${pid}`]) {
    writeFileSync(join(directory, name), record);
    expect(judge(directory).report).toEqual({ state: "ended", outcome: { cause: "lost" } });
  }
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toEqual(["a", "a"]);
});

test("a copy of the state directory runs nothing, and one that was moved is none", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo a >>ran; ${waitFor("go")}` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  const state = join(lab.directory, "state");
  const copy = join(lab.directory, "state-copy");
  cpSync(state, copy, { recursive: true });
  const other = openLab({ directory: copy });
  const reason = `${copy} is a copy of ${realpathSync(state)}: ask there`;
  expect(await other.scheduler.query(["t"])).toEqual([{ token: "t", state: "unknown", reason }]);
  const submission = { token: "v", name: "v", file: join(lab.directory, "a.dag"), directory: lab.directory };
  await expect(other.scheduler.submit(submission)).rejects.toMatchObject({ code: "STATE_COPIED" });
  await expect(other.scheduler.remove("t")).rejects.toMatchObject({ code: "STATE_COPIED" });
  await expect(localStatus(other.options)).rejects.toMatchObject({ code: "STATE_COPIED" });
  await expect(stopLocal(other.options)).rejects.toMatchObject({ code: "STATE_COPIED" });
  expect(lives(lab.supervisor())).toBe(true);
  await lab.killSupervisor();
  const moved = join(lab.directory, "state-moved");
  lab.touch("go");
  await until(() => lab.records("t", "a.1.0.1").exit !== undefined);
  renameSync(state, moved);
  const again = openLab({ directory: moved });
  expect(await again.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toEqual(["a"]);
});

test("records of another host are refused", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo a >>ran; ${waitFor("go")}` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  const copy = join(lab.directory, "state-copy");
  cpSync(join(lab.directory, "state"), copy, { recursive: true });
  rmSync(join(copy, "supervisor.json"));
  writeFileSync(join(copy, "host.json"), JSON.stringify({ host: "elsewhere" }));
  const other = openLab({ directory: copy });
  expect(await other.scheduler.query(["t", "u"])).toEqual(
    ["t", "u"].map((token) => ({ token, state: "unknown", reason: "ask on elsewhere: it was submitted there" })),
  );
  await expect(other.scheduler.submit({ token: "v", name: "v", file: join(lab.directory, "a.dag"), directory: lab.directory })).rejects.toMatchObject(
    {
      code: "STATE_OTHER_HOST",
    },
  );
  expect(existsSync(join(copy, "supervisor.json"))).toBe(false);
  // A token that a neighbour on a shared file system holds is not absent either.
  const shared = join(lab.directory, "state-shared/asimov/local");
  cpSync(copy, join(shared, "elsewhere"), { recursive: true });
  const neighbour = openLab({ directory: join(shared, "here") });
  expect(await neighbour.observe("t")).toMatchObject({ state: "unknown" });
  expect(await neighbour.observe("nobody")).toMatchObject({ token: "nobody", state: "absent" });
});
