import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { keyName } from "@asimov-gw/core/workflow";
import { until } from "./support/daemon.ts";
import { Lab } from "./support/harness.ts";
import { jobId, lines, touch, waitsFor } from "./support/looks.ts";
import { describeOnCluster } from "./support/use-cluster.ts";

describeOnCluster("what becomes of jobs in Slurm", { accounting: true }, (cluster) => {
  test("a job tells what it used, and asks for what its submit file says", async () => {
    const lab = new Lab(cluster());
    const request = { cpus: 2, memory: 300.5 };
    const one = lab.job(`${waitsFor("go")}; head -c 50000000 /dev/zero | tail -c 50000000 | wc -c`, { request, extra: { "my.maxruntime": "301" } });
    await lab.executor.start(one);
    await lab.until(one.key, () => lines(lab, "runs").length === 1);
    expect(await cluster().ask("squeue", "-h", "-j", jobId(lab), "-o", "%C %m %l %k")).toBe("2 301M 6:00 asimov gw\n");
    touch(lab, "go");
    const { memory, wallSeconds, cpuSeconds, host, ...rest } = await lab.end(one.key);
    expect(rest).toEqual({ cause: "exit", exitCode: 0 });
    expect([memory! > 0, wallSeconds! >= 0, cpuSeconds! > 0, host]).toEqual([true, true, true, expect.stringMatching(/^n[12]$/)]);
  });

  test("a job that waits says for what, and one that is held is held", async () => {
    const lab = new Lab(cluster());
    await cluster().setNodes("n1,n2", "drain");
    const one = lab.job("echo ran >>runs");
    await lab.executor.start(one);
    const waiting = await lab.until(one.key, (report) => report.state === "running" && report.waits !== undefined);
    expect(waiting).toMatchObject({ waits: expect.stringMatching(/nodes|Nodes/) });
    await cluster().ask("scontrol", "hold", jobId(lab));
    const held = await lab.until(one.key, ({ state }) => state === "held");
    expect(held).toEqual({ state: "held", reason: "it was held by an administrator of Slurm, who can release it (JobHeldAdmin)" });
    await cluster().setNodes("n1,n2", "resume");
    await cluster().ask("scontrol", "release", jobId(lab));
    expect(await lab.end(one.key)).toMatchObject({ cause: "exit", exitCode: 0 });
  });

  test("a job is never run again by Slurm itself", async () => {
    const lab = new Lab(cluster());
    const one = lab.job(waitsFor("go"));
    await lab.executor.start(one);
    await lab.until(one.key, () => lines(lab, "runs").length === 1);
    expect((await cluster().run("scontrol", "requeue", jobId(lab))).stderr).toContain("Requested operation is presently disabled");
    touch(lab, "go");
    expect(await lab.end(one.key)).toMatchObject({ cause: "exit", exitCode: 0 });
    expect(lines(lab, "runs")).toEqual(["ran"]);
  });

  test("a job whose node fails is lost", async () => {
    const lab = new Lab(cluster(), { constraint: "f2" });
    const one = lab.job(waitsFor("never"));
    await lab.executor.start(one);
    await lab.until(one.key, () => lines(lab, "runs").length === 1);
    await cluster().ask("scontrol", "update", "NodeName=n2", "State=DOWN", "Reason=test");
    expect(await lab.end(one.key)).toMatchObject({ cause: "lost", reason: "its node failed" });
    // It comes back by itself, as soon as it tells that it is there.
    await cluster().untilReady();
  });

  test("a job on a node that only does not answer is held, and does not run beside itself", async () => {
    const lab = new Lab(cluster(), { constraint: "f2" });
    const one = lab.job(waitsFor("never"));
    await lab.executor.start(one);
    await lab.until(one.key, () => lines(lab, "runs").length === 1);
    const claim = join(lab.jobsOf("gw"), keyName(one.key), "1", "claim");
    writeFileSync(claim, readFileSync(claim, "utf8").replace(/^host=.*$/m, "host=another"));
    await cluster().loseNode("n2");
    const reason = "its node n2 does not answer; whether it still runs there nobody can tell";
    expect(await lab.until(one.key, ({ state }) => state !== "running")).toEqual({ state: "held", reason });
    await cluster().startNode("n2");
    expect(await lab.end(one.key)).toMatchObject({ cause: "lost", reason: "its node failed" });
    expect(lines(lab, "runs")).toEqual(["ran"]);
  });

  test("a job that an administrator lets Slurm start again is lost, and does not fail for it", async () => {
    const lab = new Lab(cluster());
    const one = lab.job(waitsFor("never"));
    await lab.executor.start(one);
    await lab.until(one.key, () => lines(lab, "runs").length === 1);
    const id = jobId(lab);
    await cluster().ask("scontrol", "update", `JobId=${id}`, "Requeue=1");
    await cluster().ask("scontrol", "requeue", id);
    await until("it waits", async () => (await cluster().ask("squeue", "-h", "-j", id, "-o", "%T")).trim() === "PENDING");
    await cluster().ask("scontrol", "update", `JobId=${id}`, "StartTime=now");
    expect(await lab.end(one.key)).toMatchObject({ cause: "lost", reason: "Slurm ended it to start it again, which only its next run does" });
    expect(lines(lab, "runs")).toEqual(["ran"]);
  });

  test("a job that reaches its time limit says so, and its own checkpoint counts", async () => {
    const lab = new Lab(cluster());
    const limit = { extra: { allowed_execute_duration: "1" } };
    const one = lab.job(waitsFor("never"), limit);
    const other = lab.job(`trap 'exit 77' TERM; ${waitsFor("never")}`, { ...limit, checkpointExitCode: 77 }, { node: "other" });
    const forced = lab.job(`trap '' TERM; ${waitsFor("never")}`, limit, { node: "forced" });
    for (const job of [one, other, forced]) await lab.executor.start(job);
    expect(await lab.end(one.key)).toMatchObject({ cause: "time", exitCode: 143, reason: "it reached its time limit in Slurm" });
    expect(await lab.end(other.key)).toMatchObject({ cause: "exit", exitCode: 77 });
    expect(await lab.end(forced.key)).toMatchObject({ cause: "time", exitCode: 137 });
  });

  test("jobs that a person cancels say by whom, whether they have begun or not", async () => {
    const lab = new Lab(cluster(), { throttle: 1 });
    const jobs = [1, 2, 3].map((run) => lab.job(waitsFor("go"), {}, { run }));
    for (const job of jobs) await lab.executor.start(job);
    await lab.until(jobs[0]!.key, () => lines(lab, "runs").length === 1);
    await cluster().ask("scancel", `${jobId(lab)}_0`, `${jobId(lab)}_2`);
    expect(await lab.end(jobs[0]!.key)).toMatchObject({ cause: "signal", exitCode: 143, reason: "it was cancelled in Slurm by root" });
    expect(await lab.end(jobs[2]!.key)).toMatchObject({
      cause: "start",
      reason: expect.stringMatching(/^it was cancelled in Slurm.* before it began$/),
    });
    touch(lab, "go");
    expect(await lab.end(jobs[1]!.key)).toMatchObject({ cause: "exit", exitCode: 0 });
    expect(lines(lab, "runs")).toEqual(["ran", "ran"]);
  });

  test("what Slurm refuses is not started, and says why", async () => {
    const refused = new Lab(cluster(), { account: "nobody" });
    const one = refused.job("echo ran >>runs");
    await refused.executor.start(one);
    const reason = "Slurm does not take it: Batch job submission failed: Invalid account or account/partition combination specified";
    expect(await refused.end(one.key)).toEqual({ cause: "start", reason });
    const unclear = refused.job("echo ran >>runs", { extra: { request_gpus: "one" } }, { run: 2 });
    await refused.executor.start(unclear);
    expect(await refused.end(unclear.key)).toEqual({
      cause: "start",
      reason: 'Slurm does not take it: request_gpus must be a whole number to be asked of Slurm, not "one"',
    });
    expect(lines(refused, "runs")).toEqual([]);
  });

  test("what Slurm does not take now, for what may pass, says so, and is handed over once it has passed", async () => {
    const lab = new Lab(cluster(), { partition: "tiny", minutes: 1 });
    const one = lab.job("echo ran >>runs");
    await cluster().ask("scontrol", "update", "PartitionName=tiny", "State=DRAIN");
    await lab.executor.start(one);
    const waiting = await lab.until(one.key, (report) => report.state !== "running" || report.waits !== undefined);
    const why = "Batch job submission failed: Required partition not available (inactive or drain)";
    expect(waiting).toEqual({ state: "running", waits: why });
    expect(lab.problems[0]).toMatchObject({ code: "SLURM_NOT_TAKEN", message: `Slurm does not take jobs now: ${why}` });
    await cluster().ask("scontrol", "update", "PartitionName=tiny", "State=UP");
    expect(await lab.end(one.key)).toMatchObject({ cause: "exit", exitCode: 0 });
    expect(lines(lab, "runs")).toEqual(["ran"]);
  });

  test("jobs beyond a limit of the queue wait, say so, and run once others have ended", async () => {
    await cluster().ask("sacctmgr", "-i", "modify", "user", "root", "set", "maxsubmit=2");
    const lab = new Lab(cluster());
    const jobs = [1, 2, 3, 4, 5].map((run) => lab.job(waitsFor("go"), {}, { run }));
    const keys = jobs.map(({ key }) => key);
    for (const job of jobs) await lab.executor.start(job);
    await until("two jobs", async () => (await lab.executor.reports(keys)) && lines(lab, "runs").length === 2);
    const waits = (await lab.executor.reports(keys)).filter(
      (report) => report.state === "running" && /AssocMaxSubmitJobLimit/.test(report.waits ?? ""),
    );
    expect(waits).toHaveLength(3);
    expect(lab.problems).toContainEqual(expect.objectContaining({ code: "SLURM_QUEUE_LIMIT" }));
    touch(lab, "go");
    await until("all jobs to end", async () => (await lab.executor.reports(keys)).every(({ state }) => state === "ended"), [], 120);
    expect(lines(lab, "runs")).toHaveLength(5);
    await cluster().ask("sacctmgr", "-i", "modify", "user", "root", "set", "maxsubmit=-1");
  });

  test("all of a submission is ended, whatever has become of it, also by an executor that knows nothing of it", async () => {
    const lab = new Lab(cluster(), { throttle: 1 });
    for (const run of [1, 2, 3]) await lab.executor.start(lab.job(waitsFor("never"), {}, { run }));
    await lab.until(lab.job("").key, () => lines(lab, "runs").length === 1);
    lab.restart();
    await until("nothing to be left", () => lab.executor.removeAll("gw"));
    expect(await cluster().ask("squeue", "-h", "-o", "%T", "--states=PD,R,CG")).toBe("");
    expect(lines(lab, "runs")).toEqual(["ran"]);
  });

  test("a job whose wrapper cannot be run on its node is not tried for ever", async () => {
    const lab = new Lab(cluster());
    lab.wrapper = lab.path("no-such-wrapper");
    lab.restart();
    const one = lab.job("echo ran >>runs");
    await lab.executor.start(one);
    for (let more = 0; more < 4; more++) {
      await lab.until(one.key, ({ state }) => state === "absent");
      await lab.executor.start(one);
    }
    expect(await lab.end(one.key)).toEqual({
      cause: "start",
      reason: "it was handed to Slurm 5 times and never began: its wrapper ended with exit code 2",
    });
  });

  test("a database that is down keeps no job from ending", async () => {
    const lab = new Lab(cluster());
    const one = lab.job("exit 3");
    await cluster().stopDatabase();
    await lab.executor.start(one);
    expect(await lab.end(one.key)).toMatchObject({ cause: "exit", exitCode: 3 });
    expect(lab.problems).toContainEqual(expect.objectContaining({ code: "SCHEDULER_UNREACHABLE", message: expect.stringMatching(/^sacct: /) }));
    await cluster().startDatabase();
  });
});

describeOnCluster("a controller with a short memory", { minJobAge: 2 }, (cluster) => {
  test("a job that it has forgotten has ended as its wrapper has recorded", async () => {
    const lab = new Lab(cluster());
    const one = lab.job("echo ran >>runs; exit 4");
    await lab.executor.start(one);
    await lab.until(one.key, () => lines(lab, "runs").length === 1);
    const id = jobId(lab);
    await until(
      "the controller to forget it",
      async () => !(await cluster().run("squeue", "-h", "--states=all", "-o", "%F")).stdout.includes(id),
      [],
      300,
    );
    expect(await lab.end(one.key)).toMatchObject({ cause: "exit", exitCode: 4 });
  });
});

describeOnCluster("a controller that keeps few jobs", { maxJobCount: 5, minJobAge: 2 }, (cluster) => {
  test("a job beyond them waits while sbatch sleeps, and that counts no attempt", async () => {
    const held = ["--hold", "--output=/dev/null", "--chdir=/", "--wrap=true"];
    for (let count = 0; count < 4; count++) await cluster().ask("sbatch", ...held);
    const lab = new Lab(cluster(), { submitTimeLimit: 1, graceSeconds: 0.1 });
    const one = lab.job("echo ran >>runs");
    await lab.executor.start(one);
    await until("some tries", async () => (await lab.report(one.key)).state !== "running" || lab.problems.length >= 6);
    expect(await lab.report(one.key)).toEqual({ state: "running", waits: expect.stringContaining("sleeping and retrying") });
    expect(lab.problems).toEqual(lab.problems.map(() => expect.objectContaining({ code: "SLURM_QUEUE_LIMIT" })));
    await cluster().ask("scancel", "--user=root");
    expect(await lab.end(one.key)).toMatchObject({ cause: "exit", exitCode: 0 });
    expect(lines(lab, "runs")).toEqual(["ran"]);
  });
});
