import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";

import { identify } from "../../../src/system/index.ts";
import { sessionUsage, sharedMemory } from "../../../src/scheduler/local/usage.ts";
import { jobsOf, openLab, until, waitFor } from "./lab.ts";

const eat = (mebibytes: number): string =>
  `exec ${process.execPath} -e 'const b = Buffer.alloc(${mebibytes} * 2 ** 20, 1); require("fs").appendFileSync("ran", "x\\n"); setInterval(() => b, 1000)'`;

test("a job that holds more memory than it asked for is ended, is not tried again, and its workflow says that it was memory", async () => {
  const lab = openLab({ sampleSeconds: 0.05 });
  lab.workflow({ hungry: { run: eat(300), retries: 3, submit: ["request_memory = 100 MB"] }, modest: { run: waitFor("go") } });
  await lab.submit("t");
  // On a busy machine the supervisor looks seldom, since looking takes long.
  await until(async () => (await jobsOf("t", lab.options))[0]?.status === "failed", 60);
  lab.touch("go");
  const seen = await lab.end("t");
  const reason = expect.stringMatching(/^node hungry was ended: it held \d{3} MiB of memory and had asked for 100 MiB/);
  expect(seen).toMatchObject({ state: "failed", done: 1, reason, held: { class: "memory", reason }, failure: { node: "hungry", cause: "memory" } });
  const [hungry] = await jobsOf("t", lab.options);
  expect(hungry).toMatchObject({ status: "failed", tries: 1, cause: "memory" });
});

test("a job may hold what it asked for, and a job that asks for nothing anything", async () => {
  const lab = openLab({ sampleSeconds: 0.02, defaultMemory: 10 });
  const run = `${eat(100)} & eater=$!; ${waitFor("go")}; kill $eater`;
  lab.workflow({ a: { run, submit: ["request_memory = 400 MB"] }, b: { run } });
  await lab.submit("t");
  // On a busy machine the supervisor looks seldom, since looking takes long.
  for (const name of ["a.1.0.1", "b.1.0.1"]) await until(() => (lab.records("t", name).usage?.memory ?? 0) > 90, 60);
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  for (const { memory = 0, cpuSeconds } of await jobsOf("t", lab.options)) {
    expect(memory).toBeGreaterThan(90);
    expect(cpuSeconds).toBeGreaterThan(0.01);
  }
});

test("a job that was to end when the supervisor was killed is ended by the next one, with its cause", async () => {
  const lab = openLab({ sampleSeconds: 0.05, graceSeconds: 0.3 });
  lab.workflow({ stubborn: { run: `trap "" TERM; ${eat(200)}`, submit: ["request_memory = 50 MB"] } });
  await lab.submit("t");
  await until(() => lab.records("t", "stubborn.1.0.1").ended !== undefined, 60);
  await lab.killSupervisor();
  expect(await lab.end("t")).toMatchObject({ state: "failed", held: { class: "memory" } });
});

test("what a job started in another session counts with it", async () => {
  const lab = openLab({ sampleSeconds: 0.05, defaultMemory: 10 });
  const script = `setsid sh -c '${eat(200).replaceAll("'", `'\\''`)}' & exit 0`;
  lab.workflow({ a: { run: `(${script}); ${waitFor("never")}`, submit: ["request_memory = 50 MB"] } });
  await lab.submit("t");
  await until(async () => (await lab.observe("t")).state === "failed", 60);
  expect(await lab.observe("t")).toMatchObject({ held: { class: "memory" } });
});

test("memory that processes share counts once", async () => {
  const script = `const { spawn } = require("child_process"); setInterval(() => 0, 1000); console.log("up");`;
  const child = spawn(process.execPath, ["-e", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void process.kill(-child.pid!, "SIGKILL"));
  await once(child.stdout, "data");
  const [usage] = sessionUsage([identify(child.pid)!]);
  expect(usage!.pids).toContain(child.pid);
  expect(usage!.memory).toBeGreaterThan(10);
  expect(sharedMemory(usage!.pids)).toBeGreaterThan(1);
  expect(sharedMemory(usage!.pids)).toBeLessThanOrEqual(usage!.memory);
});
