import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { jobsOf, openLab, until, waitFor } from "./lab.ts";

test("a workflow runs to its end, and its outputs land in their files", async () => {
  const lab = openLab();
  lab.workflow({
    first: { run: "echo one >first.txt; echo out; echo err >&2", submit: ["output = deep/er/first.out"] },
    second: { run: "cat first.txt; read line; echo $line $1 $2", parents: ["first"], submit: ["input = in.txt", `arguments = "two 'words here'"`] },
  });
  writeFileSync(join(lab.directory, "in.txt"), "from input\n");
  await lab.submit("t1");
  expect(await lab.end("t1")).toEqual({
    token: "t1",
    jobId: "t1",
    state: "completed",
    done: 2,
    total: 2,
    cpuSeconds: expect.any(Number),
    wallSeconds: expect.any(Number),
  });
  expect(lab.lines("deep/er/first.out")).toEqual(["out"]);
  expect(lab.lines("logs/first.err")).toEqual(["err"]);
  expect(lab.lines("logs/second.out")).toEqual(["one", "from input two words here"]);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
  expect(await jobsOf("t1", lab.options)).toEqual(
    ["deep/er/first.out", "logs/second.out"].map((stdout, index) => ({
      node: ["first", "second"][index],
      status: "done",
      tries: 1,
      host: hostname(),
      startedAt: time,
      endedAt: time,
      cause: "exit",
      exitCode: 0,
      cpuSeconds: expect.any(Number),
      stdout: join(lab.directory, stdout),
      stderr: join(lab.directory, `logs/${["first", "second"][index]}.err`),
    })),
  );
});

test("no more jobs run at once than there are slots, and a job may take several", async () => {
  const lab = openLab({ slots: 2 });
  const job = (name: string, other?: string, ...submit: string[]): { run: string; submit: string[] } => ({
    run: `echo ${name} >>log; touch ${name}.up; ${other === undefined ? "sleep 0.1" : waitFor(`${other}.up`)}; echo -${name} >>log`,
    submit,
  });
  // The first two wait for each other, so that they end only if they run at once.
  lab.workflow({ a: job("a", "b"), b: job("b", "a"), big: job("big", undefined, "request_cpus = 64"), c: job("c"), d: job("d"), e: job("e") });
  await lab.submit("t");
  expect((await lab.end("t")).state).toBe("completed");
  const running = new Set<string>();
  for (const line of lab.lines("log")) {
    if (line.startsWith("-")) running.delete(line.slice(1));
    else running.add(line);
    expect(running.size).toBeLessThanOrEqual(running.has("big") ? 1 : 2);
  }
  expect(readFileSync(join(lab.directory, "state/supervisor.log"), "utf8")).toContain("node big asks for 64 cores and gets all 2 that there are");
});

test("two workflows share the slots fairly", async () => {
  const lab = openLab({ slots: 1 });
  const job = (name: string): [string, { run: string }] => [name, { run: `${waitFor("go")}; echo ${name[0]} >>order` }];
  const a = lab.workflow(Object.fromEntries(["a1", "a2", "a3"].map(job)), "a.dag");
  const b = lab.workflow(Object.fromEntries(["b1", "b2", "b3"].map(job)), "b.dag");
  await lab.submit("a", a);
  await until(async () => (await lab.observe("a")).state === "running");
  await lab.submit("b", b);
  await until(() => readFileSync(join(lab.directory, "state/supervisor.log"), "utf8").includes("b: taken up"));
  lab.touch("go");
  await lab.end("a");
  await lab.end("b");
  expect(lab.lines("order").join("")).toBe("abababa".slice(0, 6));
});

test("a failed node is tried again as often as it may", async () => {
  const lab = openLab();
  lab.workflow({
    flaky: { run: "echo x >>flaky.txt; [ $(wc -l <flaky.txt) -ge 3 ]", retries: 2 },
    bad: { run: "echo x >>bad.txt; exit 4", retries: 1 },
    after: { run: "touch after.txt", parents: ["bad"] },
  });
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({
    state: "failed",
    done: 1,
    total: 3,
    reason: `node bad failed with exit code 4; see ${lab.directory}/logs/bad.err`,
    failure: { node: "bad", exitCode: 4, cause: "exit", stdout: `${lab.directory}/logs/bad.out`, stderr: `${lab.directory}/logs/bad.err` },
  });
  expect([lab.lines("flaky.txt").length, lab.lines("bad.txt").length]).toEqual([3, 2]);
  expect(existsSync(join(lab.directory, "after.txt"))).toBe(false);
});

test("a job that stops at a checkpoint runs again, with its outputs appended and no retry used", async () => {
  const lab = openLab();
  lab.workflow({
    sampler: {
      run: "echo run; echo x >>runs; [ $(wc -l <runs) -ge 4 ] || exit 77",
      submit: ["+CheckpointExitCode = 77", "checkpoint_exit_code = 77"],
    },
  });
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("logs/sampler.out")).toEqual(["run", "run", "run", "run"]);
  expect(await jobsOf("t", lab.options)).toMatchObject([{ tries: 4, status: "done" }]);
});

test("after a failure a new submission of the same file runs only what was not done", async () => {
  const lab = openLab();
  lab.workflow({
    a: { run: "echo a >>ran" },
    b: { run: "echo b >>ran; [ -e mended ]", parents: ["a"] },
    c: { run: "echo c >>ran", parents: ["b"] },
    other: { run: "echo other >>ran" },
  });
  await lab.submit("t1");
  expect(await lab.end("t1")).toMatchObject({ state: "failed", done: 2 });
  expect(lab.lines("a.dag.rescue001").filter((line) => line.startsWith("DONE"))).toEqual(["DONE a", "DONE other"]);
  await lab.submit("t2");
  expect(await lab.end("t2")).toMatchObject({ state: "failed", done: 2 });
  expect(existsSync(join(lab.directory, "a.dag.rescue002"))).toBe(true);
  lab.touch("mended");
  await lab.submit("t3");
  expect(await lab.end("t3")).toMatchObject({ state: "completed", done: 4, total: 4 });
  expect(lab.lines("ran").toSorted()).toEqual(["a", "b", "b", "b", "c", "other"]);
  expect(existsSync(join(lab.directory, "a.dag.rescue003"))).toBe(false);
});

test("CPU seconds of the jobs are measured", async () => {
  const lab = openLab();
  lab.workflow({ burn: { run: "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done" } });
  await lab.submit("t");
  const { cpuSeconds } = await lab.end("t");
  expect(cpuSeconds).toBeGreaterThan(0.02);
  expect(cpuSeconds).toBeLessThan(10);
});
