import { recorded } from "@asimov-gw/testkit";
import { rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";

import { openPool } from "./pool.ts";
import { openRunning } from "./running.ts";
import { submitFile, writeWork } from "./work.ts";

// Whatever goes wrong, nothing runs twice.

const submissions = (commands: readonly string[]): number => commands.filter((line) => line.startsWith("condor_submit ")).length;

test("a submission whose answer is lost, cut off or a failure is found by its token, and not made again", async () => {
  for (const fault of [{ failsAfterwards: "ERROR: Failed to commit job submission into the queue.\n" }, { cutAfter: 2 }, { cutAfter: 0 }]) {
    const { pool, directory, open } = openPool();
    const work = writeWork(directory, ["A"]);
    const scheduler = await open();
    await pool.fail("condor_submit", fault);
    expect(await scheduler.submit(work.request)).toEqual({ jobId: "2.0" });
    expect(await scheduler.submit(work.request)).toEqual({ jobId: "2.0" });
    await pool.run();
    expect(await scheduler.submit(work.request)).toEqual({ jobId: "2.0" });
    expect([work.ran(), submissions(await pool.commands())]).toEqual([["A"], 1]);
  }
});

test("warnings beside an answer are no failure", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  const scheduler = await open();
  const { stderr } = recorded("f-submit", "10-submit-unknowncmd");
  for (const tool of ["condor_q", "condor_submit_dag", "condor_submit"] as const) await pool.fail(tool, { warns: stderr });
  expect(await scheduler.submit(work.request)).toEqual({ jobId: "2.0" });
  await pool.fail("condor_q", { warns: stderr });
  expect(await scheduler.query([work.request.token])).toMatchObject([{ state: "queued" }]);
});

test("an answer that is cut off, empty or refused says nothing, and nothing is submitted after it", async () => {
  const { pool, work, scheduler } = await openRunning();
  const { token } = work.request;
  await pool.fail("condor_q", { cutAfter: 40 });
  await expect(scheduler.query([token])).rejects.toMatchObject({ code: "SCHEDULER_NONSENSE", exitCode: 4 });
  await pool.fail("condor_q", { refuses: recorded("a-empty", "11-condor_q-json-bad-constraint").stderr });
  await expect(scheduler.query([token])).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE", exitCode: 4 });
  for (const fault of [{ cutAfter: 40 }, { refuses: recorded("e-schedd-down", "06-killed-condor_q-json").stderr }]) {
    await pool.fail("condor_q", fault);
    await expect(scheduler.submit(work.request)).rejects.toMatchObject({ exitCode: 4 });
  }
  // A queue that shows nothing has not lost it: the history is asked, and it does not know it either.
  await pool.fail("condor_q", { cutAfter: 0 });
  expect(await scheduler.query([token])).toMatchObject([{ state: "absent" }]);
  expect(submissions(await pool.commands())).toBe(1);
});

test("what HTCondor refuses is told in its own words; a missing DAG file too", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  const scheduler = await open();
  await pool.fail("condor_submit", { refuses: recorded("f-submit", "10-submit-noexe").stderr });
  await expect(scheduler.submit(work.request)).rejects.toMatchObject({
    code: "HTCONDOR_REFUSED",
    message: "condor_submit: ERROR: Can't access executable file /nope/x: No such file or directory",
  });
  // As SUBMIT_REQUIREMENT_NAMES in the manual has it; it was not recorded.
  await pool.fail("condor_submit", { refuses: "\nERROR: Failed to commit job submission into the queue.\nERROR: invalid accounting group\n" });
  await expect(scheduler.submit(work.request)).rejects.toMatchObject({
    code: "HTCONDOR_REFUSED",
    message: expect.stringContaining("accounting group"),
  });
  await pool.fail("condor_submit_dag", { refuses: recorded("c-dag-fail", "21-syntax-submit").stderr });
  await expect(scheduler.submit(work.request)).rejects.toThrow("syntax.dag:1 'JOBB' is not a valid DAG command");
  rmSync(work.dag);
  await expect(scheduler.submit(work.request)).rejects.toMatchObject({ code: "WORKFLOW_NOT_FOUND" });
  expect(await pool.clusters()).toEqual([]);
});

test("commands that are not there, and one that takes too long, are an outage that says how to mend it", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  const missing = await open({ bin: `${directory}/nowhere` });
  await expect(missing.submit(work.request)).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE", remedy: expect.stringContaining("bin: ") });
  await expect(missing.query(["t"])).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE" });
  const hasty = await open({ "time limit": 0.001 });
  await expect(hasty.query(["t"])).rejects.toThrow("condor_q: no answer within 0.001 s");
  expect(await pool.clusters()).toEqual([]);
});

test("where earlier files lie in the way, nothing is written over, and the files are named", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  await pool.fail("condor_submit_dag", { refuses: recorded("c-dag-fail", "10-refusal-files-exist").stderr });
  await expect((await open()).submit(work.request)).rejects.toMatchObject({
    code: "SUBMISSION_FILES_IN_THE_WAY",
    message: expect.stringMatching(/run\.dag\.condor\.sub, run\.dag\.lib\.out, run\.dag\.lib\.err, run\.dag\.dagman\.log$/),
  });
  expect(await pool.clusters()).toEqual([]);
});

test("a removal ends all that carries the token, also where it was handed over twice", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  const scheduler = await open();
  await scheduler.submit(work.request);
  const { token } = work.request;
  await pool.give("condor_submit", ["-terse", "-append", `+AsimovToken = "${token}"`, "run.dag.condor.sub"], { cwd: work.request.directory });
  expect(await pool.clusters()).toEqual([2, 3]);
  await scheduler.remove(token, "2.0");
  expect(await pool.clusters()).toEqual([]);
});

test("a single job is its submit file; of several that one file queues all must have ended", async () => {
  const { pool, directory, open } = openPool();
  const { request, path, ran } = writeWork(directory, []);
  writeFileSync(path("job.sub"), submitFile("J", [], "queue 2"));
  const scheduler = await open();
  const single = { ...request, file: path("job.sub"), priority: 3 };
  expect(await scheduler.submit(single)).toEqual({ jobId: "2.0" });
  expect(await scheduler.submit(single)).toEqual({ jobId: "2.0" });
  expect((await pool.commands()).find((line) => line.startsWith("condor_submit "))).toBe(
    `condor_submit -terse -batch-name asimov:${single.token} -append +AsimovToken = "${single.token}" -append priority = 3 job.sub`,
  );
  expect(await scheduler.query([single.token])).toMatchObject([{ state: "queued" }]);
  await pool.give("condor_hold", ["2.1"]);
  await pool.advance(2);
  expect(await scheduler.query([single.token])).toMatchObject([{ state: "held", held: { class: "policy" } }]);
  await scheduler.release!(single.token, "2.0");
  writeFileSync(path("fail-J"), "");
  await pool.run();
  expect(await scheduler.query([single.token])).toMatchObject([{ state: "failed", failure: { node: "2.1", exitCode: 1 }, cpuSeconds: 120 }]);
  expect(ran()).toEqual(["J", "J"]);
});
