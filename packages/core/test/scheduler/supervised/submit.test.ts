import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { AsimovError } from "../../../src/system/index.ts";
import { localSettings } from "../../../src/scheduler/index.ts";
import { lives, localStatus, openLab, until, waitFor } from "../local/lab.ts";

test("the same token from several processes at once is one submission that runs once", async () => {
  const lab = openLab();
  const file = lab.workflow({ a: { run: "echo ran >>ran" } });
  const script = fileURLToPath(new URL("submit-once.ts", import.meta.url));
  const env = { ...process.env, ASIMOV_LOCAL_STATE: join(lab.directory, "state") };
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ["--conditions=@asimov-gw/source", script, "t", file], { env, stdio: ["ignore", "pipe", "inherit"] }),
  );
  const answers = await Promise.all(
    children.map(async (child) => {
      const ended = once(child, "exit");
      const output = await child.stdout.toArray();
      return [output.join(""), (await ended)[0]];
    }),
  );
  expect(answers).toEqual(children.map(() => ["t", 0]));
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toEqual(["ran"]);
  expect(readdirSync(join(lab.directory, "state/workflows"))).toEqual(["t"]);
});

test("a submission that is recorded already is given back, even when its file is gone", async () => {
  const lab = openLab();
  const file = lab.workflow({ a: { run: "echo ran >>ran" } });
  await lab.submit("t");
  await lab.end("t");
  rmSync(file);
  expect(await lab.scheduler.submit({ token: "t", name: "t", file, directory: lab.directory })).toEqual({ jobId: "t" });
  expect(lab.lines("ran")).toEqual(["ran"]);
});

test("what is edited after the submission does not change what runs", async () => {
  const lab = openLab();
  const file = lab.workflow({ a: { run: waitFor("go") }, b: { run: "echo $1 >ran", parents: ["a"], submit: ["arguments = before"] } });
  await lab.submit("t");
  writeFileSync(join(lab.directory, "b.sub"), "executable = /bin/false\nqueue\n");
  writeFileSync(file, "");
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed", total: 2 });
  expect(lab.lines("ran")).toEqual(["before"]);
});

test("a bad workflow is refused, and nothing is recorded", async () => {
  const lab = openLab();
  const file = lab.workflow({ a: { run: "true" } });
  writeFileSync(file, "JOB a missing.sub\n");
  await expect(lab.submit("t")).rejects.toThrow(AsimovError);
  expect(readdirSync(join(lab.directory, "state/workflows"))).toEqual([]);
  expect(await localStatus(lab.options)).toMatchObject({ supervisor: undefined, open: [], ended: 0 });
  expect(await lab.observe("t")).toMatchObject({ token: "t", state: "absent" });
});

test("a token that is no file name is refused", async () => {
  const lab = openLab();
  const file = lab.workflow({ a: { run: "true" } });
  for (const token of ["../x", ".x", "a/b", "", "a b"]) {
    await expect(lab.scheduler.submit({ token, name: "t", file, directory: lab.directory })).rejects.toMatchObject({ code: "SUBMISSION_BAD_TOKEN" });
  }
});

test("a file that is being run by one submission is refused to another", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: waitFor("go") } });
  await lab.submit("t");
  await expect(lab.submit("u")).rejects.toMatchObject({ code: "SUBMISSION_WORKFLOW_IN_USE" });
  lab.touch("go");
  await lab.end("t");
  await lab.submit("u");
  expect(await lab.end("u")).toMatchObject({ state: "completed" });
});

test("a rescue file of another workflow is refused", async () => {
  const lab = openLab();
  const file = lab.workflow({ a: { run: "true" } });
  writeFileSync(`${file}.rescue001`, "DONE a\nDONE z\n");
  await expect(lab.submit("t")).rejects.toMatchObject({ code: "WORKFLOW_RESCUE_MISMATCH" });
});

test("records that cannot be read are no answer", async () => {
  const lab = openLab();
  const state = join(lab.directory, "state");
  writeFileSync(state, "");
  await expect(lab.observe("t")).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE", exitCode: 4 });
  const file = lab.workflow({ a: { run: "true" } });
  await expect(lab.submit("t", file)).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE" });
  rmSync(state);
  expect(await lab.observe("t")).toMatchObject({ token: "t", state: "absent" });
  await lab.submit("t", file);
  await lab.end("t");
  // It may still be tidying up.
  await lab.killSupervisor();
  rmSync(join(state, "workflows"), { recursive: true });
  await expect(lab.observe("t")).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE" });
});

test("a supervisor that cannot start is told, and what has ended is still known", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: "true" } });
  await lab.submit("t");
  await lab.end("t");
  await lab.submit("u", lab.workflow({ b: { run: waitFor("go") } }, "b.dag"));
  await lab.killSupervisor();
  const lock = join(lab.directory, "state/lock.db");
  rmSync(lock);
  writeFileSync(lock, "no database");
  const patient = openLab({ directory: join(lab.directory, "state"), startSeconds: 0.6 });
  expect(await patient.scheduler.query(["t", "u"])).toMatchObject([
    { token: "t", state: "completed" },
    { token: "u", state: "unknown", reason: expect.stringContaining("the local supervisor did not start within 0.6 s; See ") },
  ]);
});

test("only the user may look into the records", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: "true" } });
  await lab.submit("t");
  await lab.end("t");
  expect(statSync(join(lab.directory, "state")).mode & 0o777).toBe(0o700);
  expect(statSync(join(lab.directory, "state/workflows/t/record.json")).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(join(lab.directory, "state/workflows/t/record.json"), "utf8"))).toMatchObject({
    format: 1,
    token: "t",
    name: "test/t",
    file: join(lab.directory, "a.dag"),
    directory: lab.directory,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    digests: {},
    priority: 0,
    submitter: { pid: process.pid },
  });
});

test("the state directory belongs to the host, below the user's own state", () => {
  const directory = (env: NodeJS.ProcessEnv): string => localSettings({}, env).directory;
  expect(directory({ ASIMOV_LOCAL_STATE: "/s" })).toBe("/s");
  expect(directory({ XDG_STATE_HOME: "/x", HOME: "/h" })).toMatch(/^\/x\/asimov\/local\/[\w.-]+$/);
  expect(directory({ HOME: "/h" })).toMatch(/^\/h\/\.local\/state\/asimov\/local\/[\w.-]+$/);
});

test("the address names this host and this user", () => {
  const lab = openLab();
  expect(lab.scheduler.address()).toEqual({ scheduler: "local", accessPoint: expect.any(String), pool: "", owner: expect.any(String) });
});

test("a supervisor leaves when there is nothing to do, and when its directory is gone", async () => {
  const lab = openLab({ idleSeconds: 0.3 });
  lab.workflow({ a: { run: "true" } });
  await lab.submit("t");
  const first = lab.supervisor();
  await lab.end("t");
  await until(() => !lives(first));
  expect(existsSync(join(lab.directory, "state/supervisor.json"))).toBe(false);
  await lab.submit("u", lab.workflow({ b: { run: waitFor("go") } }, "b.dag"));
  const second = lab.supervisor();
  await until(async () => (await lab.observe("u")).state === "running");
  lab.touch("go");
  // The supervisor may write in it at that moment.
  rmSync(join(lab.directory, "state"), { recursive: true, maxRetries: 10 });
  await until(() => !lives(second));
});
