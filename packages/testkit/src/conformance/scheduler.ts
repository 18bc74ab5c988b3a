import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";

import { waitFor } from "../wait-for.ts";
import { schedulerCheck, type SchedulerCheck } from "./trial.ts";

/**
 * What every `Scheduler` must do, as checks that throw where it does not:
 * `for (const { name, check } of schedulerConformance) test(name, () => check({ open, directory }))`.
 */
export const schedulerConformance: readonly SchedulerCheck[] = [
  schedulerCheck("its address names the scheduler, the access point and the owner", async ({ scheduler }) => {
    const address = scheduler.address();
    for (const key of ["scheduler", "accessPoint", "owner"] as const) ok(address[key].length > 0, `${key} is empty`);
    equal(typeof address.pool, "string");
    deepEqual(scheduler.address(), address);
  }),

  schedulerCheck("one answer comes for each token, absent for what it never had, and none for none", async ({ scheduler, token }) => {
    const tokens = [`${token}-a`, `${token}-b`];
    const answers = await scheduler.query(tokens);
    deepEqual(
      answers.map((answer) => [answer.token, answer.state] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      tokens.map((one) => [one, "absent"]),
    );
    deepEqual(await scheduler.query([]), []);
  }),

  schedulerCheck("a workflow is queued or runs, and is complete when all its jobs have succeeded, in their order", async (trial) => {
    const nodes = [
      { name: "A", run: "echo A >>ran" },
      { name: "B", run: "echo B >>ran", parents: ["A"] },
    ];
    const { jobId } = await trial.scheduler.submit(trial.request(nodes));
    ok(jobId.trim() !== "", "it has no job id");
    const first = await trial.see();
    match(first.state, /^(?:queued|running|completed)$/);
    equal(first.jobId, jobId);
    const seen = await trial.until("completed", "failed");
    equal(seen.state, "completed");
    deepEqual(trial.lines("ran"), ["A", "B"]);
    if (seen.total !== undefined) deepEqual([seen.done, seen.total], [2, 2]);
  }),

  schedulerCheck("the same token again is the same submission, also at once and in another process, and after its end", async (trial) => {
    const request = trial.request([{ name: "A", run: `echo ran >>runs; ${waitFor("go")}` }]);
    const { jobId } = await trial.scheduler.submit(request);
    const other = await trial.options.open();
    equal((await other.submit(request)).jobId, jobId);
    deepEqual(
      (await Promise.all([trial.scheduler.submit(request), other.submit(request)])).map((one) => one.jobId),
      [jobId, jobId],
    );
    trial.touch("go");
    await trial.until("completed");
    equal((await other.submit(request)).jobId, jobId);
    await trial.until("completed");
    deepEqual(trial.lines("runs"), ["ran"]);
  }),

  schedulerCheck("a job that fails makes its workflow fail, with the node, the exit code and a reason, after its retries", async (trial) => {
    const nodes = [
      { name: "A", run: "echo A >>ran" },
      { name: "B", run: "echo B >>ran; exit 3", parents: ["A"], retries: 1 },
      { name: "C", run: "echo C >>ran", parents: ["B"] },
    ];
    await trial.scheduler.submit(trial.request(nodes));
    const { state, failure, reason } = await trial.until("completed", "failed");
    deepEqual([state, failure?.node, failure?.exitCode, failure?.cause], ["failed", "B", 3, "exit"]);
    match(reason ?? "", /B/);
    deepEqual(trial.lines("ran"), ["A", "B", "B"]);
  }),

  schedulerCheck("what was done before a failure is not done again by the next submission", async (trial) => {
    const nodes = [
      { name: "A", run: "echo A >>ran" },
      { name: "B", run: "echo B >>ran; [ -e mended ]", parents: ["A"] },
    ];
    const request = trial.request(nodes);
    await trial.scheduler.submit(request);
    await trial.until("failed");
    trial.touch("mended");
    const token = `${trial.token}-again`;
    await trial.scheduler.submit({ ...request, token });
    await trial.wait("the rescue to end", async () => (await trial.see(token)).state === "completed");
    deepEqual(trial.lines("ran"), ["A", "B", "B"]);
  }),

  schedulerCheck("a removal ends a submission and all its jobs, also when it is asked for again, and of what has ended", async (trial) => {
    const request = trial.request([{ name: "A", run: `echo ran >>runs; ${waitFor("go")}; echo on >on` }]);
    const { jobId } = await trial.scheduler.submit(request);
    await trial.scheduler.remove(trial.token, jobId);
    await trial.scheduler.remove(trial.token, jobId);
    equal((await trial.until("removed", "failed", "completed")).state, "removed");
    trial.touch("go");
    await trial.scheduler.remove(trial.token, jobId);
    equal((await trial.see()).state, "removed");
    deepEqual(trial.lines("on"), []);
  }),

  schedulerCheck("a person's job id finds a submission that carries another token", async (trial) => {
    const { jobId } = await trial.scheduler.submit(trial.request([{ name: "A", run: "true" }]));
    const adopted = `${trial.token}-adopted`;
    await trial.wait("the adopted to end", async () => (await trial.scheduler.query([adopted], { [adopted]: jobId }))[0]?.state === "completed");
  }),

  schedulerCheck("its jobs are told with their state, where it tells jobs", async (trial) => {
    const { scheduler } = trial;
    if (!scheduler.jobs) return false;
    const nodes = [
      { name: "A", run: "true" },
      { name: "B", run: "exit 4", parents: ["A"] },
    ];
    const { jobId } = await scheduler.submit(trial.request(nodes));
    await trial.until("failed");
    const { jobs } = await scheduler.jobs(trial.token, jobId);
    deepEqual(
      jobs.map(({ node, status, tries, exitCode }) => [node, status, tries, exitCode]),
      [
        ["A", "done", 1, 0],
        ["B", "failed", 1, 4],
      ],
    );
    return true;
  }),

  schedulerCheck("answers and errors are plain: what comes out of JSON again is the same", async (trial) => {
    await trial.scheduler.submit(trial.request([{ name: "A", run: "exit 1" }]));
    const seen = await trial.until("failed");
    const defined = Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined));
    deepEqual(JSON.parse(JSON.stringify(defined)), JSON.parse(JSON.stringify(seen)));
    deepEqual(Object.keys(JSON.parse(JSON.stringify(seen)) as object).toSorted(), Object.keys(defined).toSorted());
  }),

  schedulerCheck("an engine that does not answer is an error that says so, and changes nothing", async (trial) => {
    const { setDown } = trial.options;
    if (!setDown) return false;
    const request = trial.request([{ name: "A", run: "echo ran >>runs" }]);
    const { jobId } = await trial.scheduler.submit(request);
    await setDown(true);
    const unreachable = { code: "SCHEDULER_UNREACHABLE" };
    await rejects(trial.scheduler.query([trial.token]), unreachable);
    await rejects(trial.scheduler.query([`${trial.token}-never`]), unreachable);
    await rejects(trial.scheduler.submit({ ...request, token: `${trial.token}-other` }), unreachable);
    await rejects(trial.scheduler.remove(trial.token, jobId), unreachable);
    await setDown(false);
    await trial.until("completed");
    equal((await trial.see(`${trial.token}-other`)).state, "absent");
    deepEqual(trial.lines("runs"), ["ran"]);
    return true;
  }),
];
