import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { until } from "./support/daemon.ts";
import { Lab } from "./support/harness.ts";
import { batches, lines, touch, waitsFor } from "./support/looks.ts";
import { describeOnCluster } from "./support/use-cluster.ts";

describeOnCluster("what Slurm does not answer, or has lost", {}, (cluster) => {
  test("a controller that is down changes nothing, and what is started meanwhile is handed over later", async () => {
    const lab = new Lab(cluster());
    const first = lab.job(waitsFor("go"));
    await lab.executor.start(first);
    await lab.until(first.key, () => lines(lab, "runs").length === 1);
    await cluster().stopController();
    const second = lab.job("echo second >>runs", {}, { run: 2 });
    await lab.executor.start(second);
    await expect(lab.executor.reports([first.key, second.key])).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE", exitCode: 4 });
    await expect(lab.executor.remove([first.key])).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE" });
    await cluster().startController();
    expect(lab.problems.length).toBeGreaterThan(0);
    expect((await lab.end(second.key)).exitCode).toBe(0);
    await lab.executor.remove([first.key]);
    await lab.until(first.key, ({ state }) => state === "ended");
    expect(lines(lab, "runs").toSorted()).toEqual(["ran", "second"]);
  });

  test("a controller that has lost its jobs: what ran is lost, what had not begun is handed over again and runs once", async () => {
    const lab = new Lab(cluster());
    await cluster().setNodes("n2", "drain");
    const running = lab.job(waitsFor("never"));
    const waiting = lab.job("echo waited >>runs", { request: { cpus: 8 } }, { node: "waiting" });
    await lab.executor.start(running);
    await lab.until(running.key, () => lines(lab, "runs").length === 1);
    await lab.executor.start(waiting);
    await lab.until(waiting.key, (report) => report.state === "running" && report.waits !== undefined);
    await cluster().stopController();
    await cluster().startController({ empty: true });
    expect(await lab.end(running.key)).toMatchObject({ cause: "lost" });
    await lab.until(waiting.key, ({ state }) => state === "absent");
    await lab.executor.start(waiting);
    expect(await lab.end(waiting.key)).toMatchObject({ cause: "exit", exitCode: 0 });
    expect(lines(lab, "runs")).toEqual(["ran", "waited"]);
    // The next run of what was lost is another job.
    const again = lab.job("echo again >>runs", {}, { run: 2 });
    await lab.executor.start(again);
    expect((await lab.end(again.key)).exitCode).toBe(0);
  });

  test("another job of the user with a name of several lines hides nothing", async () => {
    const lab = new Lab(cluster());
    await cluster().ask("sbatch", "--hold", "--job-name=one\ntwo", "--output=/dev/null", "--chdir=/", "--wrap=true");
    const one = lab.job("echo ran >>runs");
    await lab.executor.start(one);
    expect(await lab.end(one.key)).toMatchObject({ cause: "exit", exitCode: 0 });
    await cluster().ask("scancel", "--user=root", "--state=PENDING");
  });

  test("a crash between the submission and its answer: it is found by its name, and runs once", async () => {
    const lab = new Lab(cluster());
    const one = lab.job(waitsFor("go"));
    await lab.executor.start(one);
    await lab.until(one.key, () => lines(lab, "runs").length === 1);
    rmSync(join(batches(lab)[0]!, "id"));
    lab.restart();
    expect(await lab.report(one.key)).toEqual({ state: "running" });
    touch(lab, "go");
    expect((await lab.end(one.key)).exitCode).toBe(0);
    expect(lines(lab, "runs")).toEqual(["ran"]);
  });

  test.for([
    ["was made all the same", 'sbatch "$@" >/dev/null; exec sleep 100'],
    ["was never made", "exec sleep 100"],
  ] as const)("a submission without an answer that %s ends in one run", async ([, text]) => {
    const bin = programs(cluster().directory, { sbatch: text });
    const lab = new Lab(cluster(), { bin, submitTimeLimit: 0.5, graceSeconds: 1.5 });
    const one = lab.job("echo ran >>runs");
    await lab.executor.start(one);
    const first = await lab.until(one.key, ({ state }) => state !== "running");
    expect(lab.problems).toMatchObject([{ code: "SCHEDULER_UNREACHABLE" }]);
    expect(first.state).toBe(text.startsWith("sbatch") ? "ended" : "absent");
    lab.restart({});
    await lab.executor.start(one);
    expect((await lab.end(one.key)).exitCode).toBe(0);
    expect(lines(lab, "runs")).toEqual(["ran"]);
  });

  test("submissions that are never answered count no attempt, and wait from their end", async () => {
    const bin = programs(cluster().directory, { sbatch: "exec sleep 100" });
    const lab = new Lab(cluster(), { bin, submitTimeLimit: 0.5, graceSeconds: 0.3, retrySeconds: 0.1 });
    const one = lab.job("echo ran >>runs");
    for (let unanswered = 0; unanswered < 6; unanswered++) {
      await lab.executor.start(one);
      expect(await lab.report(one.key)).toEqual({ state: "running" });
      expect(await lab.until(one.key, ({ state }) => state !== "running")).toEqual({ state: "absent" });
    }
    lab.restart({});
    await lab.executor.start(one);
    expect(await lab.end(one.key)).toMatchObject({ cause: "exit", exitCode: 0 });
    expect(lines(lab, "runs")).toEqual(["ran"]);
  });

  test("however many jobs there are, they come in few submissions, and one question is asked for a round", async () => {
    const directory = cluster().directory;
    const log = join(directory, "calls");
    const counted = (tool: string): string => `echo ${tool} >>${log}; exec /usr/bin/${tool} "$@"`;
    const bin = programs(directory, { sbatch: counted("sbatch"), squeue: counted("squeue") });
    const lab = new Lab(cluster(), { bin, throttle: 50 });
    const jobs = Array.from({ length: 150 }, (_, index) => lab.job("echo ran >>runs", {}, { node: `n${index}` }));
    for (const job of jobs) await lab.executor.start(job);
    const keys = jobs.map(({ key }) => key);
    await lab.executor.reports(keys);
    // An array has at most 101 tasks here.
    expect(lines(lab, log)).toEqual(["sbatch", "sbatch", "squeue"]);
    await until("all jobs to end", async () => (await lab.executor.reports(keys)).every(({ state }) => state === "ended"), [], 120);
    expect(lines(lab, "runs")).toHaveLength(150);
    await lab.executor.forget(keys);
    expect(batches(lab)).toEqual([]);
  });
});

/** A directory with programs of this shell text, and Slurm's own beside them. */
function programs(parent: string, texts: Readonly<Record<string, string>>): string {
  const bin = join(parent, `bin-${Object.keys(texts).join("-")}-${Math.random().toString(36).slice(2)}`);
  mkdirSync(bin);
  for (const tool of ["sbatch", "squeue", "scontrol", "scancel", "sacct"]) {
    writeFileSync(join(bin, tool), `#!/bin/sh\n${texts[tool] ?? `exec /usr/bin/${tool} "$@"`}\n`);
    chmodSync(join(bin, tool), 0o755);
  }
  return bin;
}
