import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { jobsOf, lives, openLab, until, waitFor } from "../local/lab.ts";

test("removal ends whole process groups, also of a job that ignores the request, and only then says so", async () => {
  const lab = openLab({ graceSeconds: 0.3 });
  lab.workflow({
    done: { run: "true" },
    polite: { run: `echo $$ >>pids; sleep 1000`, parents: ["done"] },
    stubborn: { run: `trap '' TERM; sh -c 'trap "" TERM; echo $$ >>pids; while :; do sleep 0.05; done' & echo $$ >>pids; wait`, parents: ["done"] },
    after: { run: "touch after", parents: ["polite"] },
  });
  await lab.submit("t");
  await until(() => lab.lines("pids").length === 3);
  const pids = lab.lines("pids").map(Number);
  await lab.scheduler.remove("t");
  const removed = await lab.end("t");
  expect(pids.map(lives)).toEqual([false, false, false]);
  expect(removed).toEqual({
    token: "t",
    jobId: "t",
    state: "removed",
    done: 1,
    total: 4,
    cpuSeconds: expect.any(Number),
    wallSeconds: expect.any(Number),
    reason: "removed on request with 1 of 4 nodes done",
  });
  expect(existsSync(join(lab.directory, "after"))).toBe(false);
  expect(readFileSync(join(lab.directory, "a.dag.rescue001"), "utf8")).toContain("DONE done\n");
  await lab.scheduler.remove("t");
  expect((await jobsOf("t", lab.options)).map(({ node, status, reason }) => ({ node, status, reason }))).toEqual([
    { node: "done", status: "done", reason: undefined },
    { node: "polite", status: "removed", reason: undefined },
    { node: "stubborn", status: "removed", reason: "its end was asked for, and it was ended by force" },
    { node: "after", status: "not run", reason: undefined },
  ]);
});

test("a job gets the time to write a checkpoint before it is ended by force", async () => {
  const lab = openLab({ graceSeconds: 30 });
  lab.workflow({ a: { run: `trap 'echo saved >checkpoint; exit 0' TERM; touch up; while :; do sleep 0.02; done` } });
  await lab.submit("t");
  await until(() => existsSync(join(lab.directory, "up")));
  await lab.scheduler.remove("t");
  await lab.end("t");
  expect(lab.lines("checkpoint")).toEqual(["saved"]);
});

test("a removal that was requested while there was no supervisor is carried out by the next one", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: `echo $$ >>pids; ${waitFor("never")}` } });
  await lab.submit("t");
  await until(() => lab.lines("pids").length === 1);
  await lab.killSupervisor();
  await lab.scheduler.remove("t");
  expect(await lab.end("t")).toMatchObject({ state: "removed", done: 0 });
  expect(lives(Number(lab.lines("pids")[0]))).toBe(false);
});

test("a submission that is not there cannot be removed", async () => {
  const lab = openLab();
  await expect(lab.scheduler.remove("nobody")).rejects.toMatchObject({ code: "SUBMISSION_NOT_RECORDED" });
});

test("processes in sessions of their own are ended too, after the end of the job and on its removal", async () => {
  const lab = openLab();
  const stray = (name: string): string =>
    `setsid sh -c 'trap "" TERM; echo $$ >>${name}; exec sleep 1000' & while [ ! -s ${name} ]; do sleep 0.01; done`;
  lab.workflow({ a: { run: stray("a.pid") } });
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lives(Number(lab.lines("a.pid")[0]))).toBe(false);
  await lab.submit("u", lab.workflow({ b: { run: `${stray("b.pid")}; exec sleep 1000` } }, "b.dag"));
  await until(() => lab.lines("b.pid").length === 1);
  await lab.scheduler.remove("u");
  expect((await lab.end("u")).state).toBe("removed");
  expect(lives(Number(lab.lines("b.pid")[0]))).toBe(false);
});
