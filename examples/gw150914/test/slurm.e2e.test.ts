import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, expect, it } from "vitest";

import { until } from "../../../packages/scheduler-slurm/test/support/daemon.ts";
import { describeOnCluster } from "../../../packages/scheduler-slurm/test/support/use-cluster.ts";
import { posteriorIn } from "../posterior.ts";

// The main job on a real cluster: each step of the workflow is one of its jobs.
const root = fileURLToPath(new URL("../../..", import.meta.url));
const name = `slurm-${process.pid}`;
const project = join(root, "examples", "gw150914", `project-${name}`);
const state = mkdtempSync(join(tmpdir(), "asimov-state-"));
afterAll(() => {
  rmSync(project, { recursive: true, force: true });
  rmSync(state, { recursive: true, force: true });
});

describeOnCluster("on a cluster with a database", { accounting: true, memory: 10_000 }, (cluster) => {
  it("GW150914 gets its posterior with scheduler: slurm", async () => {
    const env = {
      ...process.env,
      ...cluster().env,
      PATH: process.env["PATH"],
      ASIMOV_SLURM_STATE: join(state, "slurm"),
      XDG_CONFIG_HOME: join(state, "config"),
    };
    // All of it on the cluster: also the supervisor, and the monitor that is started afterwards.
    mkdirSync(join(state, "config", "asimov"), { recursive: true });
    writeFileSync(join(state, "config", "asimov", "config.yaml"), "schedulers: {slurm: {runner: job, runner memory: 500 MB}}\n");
    const demo = spawnSync("npm", ["run", "--silent", "demo", "--", "--project", name, "--scheduler", "slurm"], { cwd: root, env, encoding: "utf8" });
    expect(demo.status, demo.stdout + demo.stderr).toBe(0);
    const [result] = globSync(join(project, "results", "GW150914", "pe", "*", "*_result.json"));
    const chirpMass = (await posteriorIn(result!)).find(({ parameter }) => parameter === "chirp_mass");
    expect(chirpMass?.median).toBeGreaterThan(30);
    expect(chirpMass?.median).toBeLessThan(32.5);
    // Its jobs were the cluster's: two of the noise and three of the posterior, each told by the accounting with what it took, beside the supervisor.
    const rows = (await cluster().ask("sacct", "--allocations", "--noheader", "--parsable2", "--format=JobName,State")).trim().split("\n");
    const ours = rows.filter((row) => !row.startsWith("asimov-supervisor-"));
    expect(ours.map((row) => row.split("|")[1])).toEqual(Array.from({ length: 5 }, () => "COMPLETED"));
    const jobs = spawnSync(join(root, "asimov"), ["jobs", "GW150914/pe", "--json"], { cwd: project, env, encoding: "utf8" });
    const [submission] = JSON.parse(jobs.stdout) as [{ readonly jobs: readonly { readonly host?: string; readonly memory?: number }[] }];
    const onNode = { host: expect.stringMatching(/^n[12]$/) as string, memory: expect.any(Number) as number };
    expect(submission.jobs).toEqual(Array.from({ length: 3 }, () => expect.objectContaining(onNode) as unknown));
    // The monitor is a job too.
    const asimov = (...words: readonly string[]): unknown =>
      JSON.parse(spawnSync(join(root, "asimov"), [...words, "--json"], { cwd: project, env, encoding: "utf8" }).stdout);
    expect(asimov("supervisor", "status")).toMatchObject({ directory: join(state, "slurm"), open: [], ended: 2 });
    const status = (): MonitorStatus => asimov("start", "--status") as MonitorStatus;
    const ends = (): string => JSON.stringify(status().passes);
    const before = ends();
    expect(asimov("start", "--by", "scheduler", "--interval", "1h")).toMatchObject({ by: "scheduler" });
    expect(status().monitor).toMatchObject({ life: "alive" });
    await until("a pass was made", () => ends() !== before);
    expect(asimov("stop")).toMatchObject({ stopped: { by: "scheduler" } });
    expect(status()).toMatchObject({ monitor: null });
  });
});

interface MonitorStatus {
  readonly monitor: { readonly life: string } | null;
  readonly passes: readonly object[];
}
