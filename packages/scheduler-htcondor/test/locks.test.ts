import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

import { openPool } from "./pool.ts";
import { loseDagman, openRunning } from "./running.ts";
import { writeWork } from "./work.ts";

test("a workflow that somebody runs already, whoever it is, is not begun a second time", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  const cwd = work.request.directory;
  await pool.give("condor_submit_dag", ["-no_submit", "run.dag"], { cwd });
  await pool.give("condor_submit", ["-terse", "run.dag.condor.sub"], { cwd, user: "ada" });
  const scheduler = await open();
  const inUse = {
    code: "SUBMISSION_WORKFLOW_IN_USE",
    message: expect.stringContaining("by 2.0 of ada"),
    remedy: expect.stringContaining("condor_rm 2.0"),
  };
  await expect(scheduler.submit(work.request)).rejects.toMatchObject(inUse);
  await pool.advance();
  await expect(scheduler.submit(work.request)).rejects.toMatchObject(inUse);
  await pool.run();
  expect(work.ran()).toEqual(["A"]);
});

test("the lock of a DAGMan that was removed while it cooled down goes once its end is proved; what was done is not done again", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A", "B"]);
  const scheduler = await open();
  await scheduler.submit(work.request);
  while (!readIf(`${work.dag}.nodes.log`).includes('DAGNodeName = "B"')) await pool.advance();
  // Removed while it waits to be started again, it leaves its lock and no rescue file.
  await pool.give("condor_hold", ["2"]);
  await pool.give("condor_release", ["2"]);
  await pool.give("condor_rm", ["2"], { user: "root" });
  expect([existsSync(`${work.dag}.lock`), existsSync(`${work.dag}.rescue001`)]).toEqual([true, false]);
  expect(await scheduler.query([work.request.token])).toMatchObject([
    { state: "removed", endedBy: "removed", reason: "via condor_rm (by user root)" },
  ]);
  const again = { ...work.request, token: "p.1.2.workflow.1" };
  await scheduler.submit(again);
  expect(existsSync(`${work.dag}.lock`)).toBe(false);
  expect(readFileSync(`${work.dag}.rescue001`, "utf8")).toContain("DONE A\n");
  await pool.run();
  expect(await scheduler.query([again.token])).toMatchObject([{ state: "completed", done: 2, total: 2 }]);
  expect(work.ran()).toEqual(["A", "B"]);
});

test("a lock of which nobody can say what became of its DAGMan stays, and nothing is submitted", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  writeFileSync(`${work.dag}.lock`, "");
  const scheduler = await open();
  const doubtful = { code: "SUBMISSION_LOCK_DOUBTFUL", remedy: expect.stringContaining("rm ") };
  await expect(scheduler.submit(work.request)).rejects.toMatchObject(doubtful);
  // One that was submitted elsewhere, and is in neither queue nor history of this access point.
  writeFileSync(`${work.dag}.dagman.log`, "000 (1234.000.000) 2026-11-22 21:14:15 Job submitted from host: <127.0.0.1:16495>\n...\n");
  await expect(scheduler.submit(work.request)).rejects.toMatchObject(doubtful);
  expect([existsSync(`${work.dag}.lock`), await pool.clusters()]).toEqual([true, []]);
});

test("a lock stays where jobs of its nodes are still in the queue: the next DAGMan takes them over", async () => {
  const { pool, work, scheduler } = await openRunning();
  // As after a DAGMan that died of signal 11, which its submit file lets leave the queue.
  await loseDagman(pool, { JobStatus: "4", ExitBySignal: "true", ExitSignal: "11" });
  expect(await scheduler.query([work.request.token])).toMatchObject([{ state: "failed", endedBy: "lost", reason: "DAGMan was ended by signal 11" }]);
  await scheduler.submit({ ...work.request, token: "p.1.2.workflow.1" });
  expect(existsSync(`${work.dag}.lock`)).toBe(true);
  // By the log of the nodes as DAGMan names it, also where its own log is gone.
  await loseDagman(pool, { JobStatus: "3" });
  rmSync(`${work.dag}.dagman.log`);
  const again = { ...work.request, token: "p.1.3.workflow.1" };
  await scheduler.submit(again);
  expect(existsSync(`${work.dag}.lock`)).toBe(true);
  await pool.run();
  expect(await scheduler.query([again.token])).toMatchObject([{ state: "completed", done: 1, total: 1 }]);
  expect(work.ran()).toEqual(["A"]);
});

test("without its lock a workflow whose nodes are still in the queue is not begun again: they would run a second time", async () => {
  const { pool, work, scheduler } = await openRunning();
  // As after a removal, while the machine of a node does not answer.
  await loseDagman(pool, { JobStatus: "3", RemoveReason: '"via condor_rm (by user gw)"' });
  rmSync(`${work.dag}.lock`);
  await expect(scheduler.submit({ ...work.request, token: "p.1.2.workflow.1" })).rejects.toMatchObject({
    code: "SUBMISSION_WORKFLOW_IN_USE",
    message: expect.stringContaining("are still in the queue (1)"),
  });
});

test("the lock that the DAGMan of a sub-workflow has left goes too, once its end is proved", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  const inner = join(dirname(work.dag), "inner");
  mkdirSync(inner);
  writeFileSync(join(inner, "inner.dag"), "JOB X x.sub\n");
  writeFileSync(join(inner, "x.sub"), "executable = /bin/true\nqueue\n");
  writeFileSync(work.dag, `${readFileSync(work.dag, "utf8")}SUBDAG EXTERNAL SD inner.dag DIR inner\n`);
  const lock = join(inner, "inner.dag.lock");
  writeFileSync(lock, "");
  const scheduler = await open();
  await expect(scheduler.submit(work.request)).rejects.toMatchObject({ code: "SUBMISSION_LOCK_DOUBTFUL", message: expect.stringContaining(lock) });
  const event = (code: string, what: string): string => `${code} (077.000.000) 2026-11-22 21:14:15 ${what}\n...\n`;
  writeFileSync(join(inner, "inner.dag.dagman.log"), event("000", "Job submitted from host: <127.0.0.1:16495>") + event("009", "Job was aborted."));
  await scheduler.submit(work.request);
  expect([existsSync(lock), await pool.clusters()]).toEqual([false, [2]]);
});

function readIf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
