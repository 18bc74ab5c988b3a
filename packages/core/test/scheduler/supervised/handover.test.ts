import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { localScheduler, stopLocal } from "../../../src/scheduler/index.ts";
import { lives, localStatus, openLab, supervisorIn, until, waitFor } from "../local/lab.ts";

test("an older supervisor hands over to a newer client's, and the jobs go on", async () => {
  const lab = openLab({ protocol: 1 });
  const newer = { ...lab.options, protocol: 2 };
  lab.workflow({ a: { run: `echo $$ >>ran; ${waitFor("go")}` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  const first = lab.supervisor();
  expect(await localScheduler(newer).query(["t"])).toMatchObject([{ state: "running" }]);
  expect(lives(first)).toBe(false);
  expect((await localStatus(lab.options)).supervisor).toMatchObject({ protocol: 2 });
  const second = lab.supervisor();
  // An older client is content with it.
  await lab.observe("t");
  expect(lab.supervisor()).toBe(second);
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toHaveLength(1);
  expect(readFileSync(join(lab.directory, "state/supervisor.log"), "utf8")).toContain("leaves: handed over");
});

test("the supervisor can be stopped; its jobs go on, and the next question starts another", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo $$ >>ran; ${waitFor("go")}` } });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 1);
  const first = lab.supervisor();
  expect(await stopLocal(lab.options)).toBe(true);
  await until(() => !lives(first));
  expect(lives(Number(lab.lines("ran")[0]))).toBe(true);
  expect(await localStatus(lab.options)).toMatchObject({
    directory: join(lab.directory, "state"),
    supervisor: undefined,
    open: [{ token: "t", name: "test/t", state: "running", running: ["a"], done: 0, total: 1, reason: "0 of 1 nodes done, running: a" }],
    ended: 0,
  });
  await lab.observe("t");
  expect(lives(lab.supervisor())).toBe(true);
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("ran")).toHaveLength(1);
});

test("a supervisor that a client in a job has started outlives that job", async () => {
  const lab = openLab();
  const inner = join(lab.directory, "state-inner");
  const script = fileURLToPath(new URL("submit-once.ts", import.meta.url));
  const file = lab.workflow({ b: { run: waitFor("go") } }, "b.dag");
  lab.workflow({ a: { run: `ASIMOV_LOCAL_STATE=${inner} exec ${process.execPath} --conditions=@asimov-gw/source ${script} u ${file}` } });
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  const living = supervisorIn(inner);
  expect(living).toBeDefined();
  lab.touch("go");
  const other = openLab({ directory: inner });
  expect(await other.end("u")).toMatchObject({ state: "completed" });
});

test("a signal ends the supervisor cleanly", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: waitFor("go") } });
  await lab.submit("t");
  const first = lab.supervisor();
  process.kill(first, "SIGHUP");
  process.kill(first, "SIGTERM");
  await until(() => !lives(first));
  expect(existsSync(join(lab.directory, "state/supervisor.json"))).toBe(false);
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
});
