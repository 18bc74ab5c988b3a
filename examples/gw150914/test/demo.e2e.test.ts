import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { openLedger } from "@asimov-gw/core/project";
import { localScheduler, localStatus, stopLocal } from "@asimov-gw/core/scheduler";
import { afterAll, assert, beforeAll, describe, expect, it } from "vitest";

import { posteriorIn } from "../posterior.ts";

// The main job with everything real: strain, bilby, the command, the local scheduler. Its project lies beside the example's own,
// where the welch plugin is found.
const root = fileURLToPath(new URL("../../..", import.meta.url));
const name = `e2e-${process.pid}`;
const project = join(root, "examples", "gw150914", `project-${name}`);
const state = mkdtempSync(join(tmpdir(), "asimov-state-"));
const env = { ...process.env, ASIMOV_LOCAL_STATE: state, XDG_CONFIG_HOME: join(state, "config") };
const output: string[] = [];

describe("the GW150914 job, killed while it samples", () => {
  let demo: ChildProcess;

  beforeAll(async () => {
    demo = spawn("npm", ["run", "--silent", "demo", "--", "--project", name], { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    demo.stdout?.on("data", (text) => output.push(String(text)));
    demo.stderr?.on("data", (text) => output.push(String(text)));
    await condition("the sampler makes progress", () => samplerLog().includes("dlogz"));
  });

  afterAll(async () => {
    await stopLocal({ directory: state });
    rmSync(project, { recursive: true, force: true });
    rmSync(state, { recursive: true, force: true });
  });

  it("goes on after kill -9 of the supervisor, its jobs and the command, and runs nothing again that had finished", async () => {
    await killEverything(demo);
    const monitor = asimov("monitor", "--chain", "--watch");
    expect(monitor.status, `${output.join("")}\n${monitor.stdout}\n${monitor.stderr}`).toBe(0);

    const scheduler = localScheduler({ directory: state });
    const { jobs } = await scheduler.jobs!(tokenOf("pe"));
    expect(jobs.map(({ node, status, tries }) => [node.replace(/^.*-4_|_arg_0$/g, "").replace(/_arg_0$/, ""), status, tries])).toEqual([
      ["generation", "done", 1],
      ["analysis_H1L1", "done", 2],
      ["analysis_H1L1_final_result", "done", 1],
    ]);
    expect((await scheduler.jobs!(tokenOf("psd"))).jobs.map(({ tries }) => tries)).toEqual([1, 1]);
  });

  it("ends with a posterior that agrees with what is known, in the store, read-only", async () => {
    const [result] = globSync(join(project, "results", "GW150914", "pe", "*", "*_result.json"));
    assert(result !== undefined);
    expect(statSync(result).mode & 0o777).toBe(0o444);
    const chirpMass = (await posteriorIn(result)).find(({ parameter }) => parameter === "chirp_mass");
    expect(chirpMass?.median).toBeGreaterThan(30);
    expect(chirpMass?.median).toBeLessThan(32.5);
  });

  it("shows the posterior and reuses everything when it is run again", () => {
    const again = spawnSync("npm", ["run", "--silent", "demo", "--", "--project", name], { cwd: root, env, encoding: "utf8" });
    expect(again.status, again.stdout + again.stderr).toBe(0);
    expect(again.stdout).toContain("unchanged  analysis GW150914/pe");
    expect(again.stdout).toMatch(/chirp mass/i);
    expect(readdirSync(join(project, "results", "GW150914", "pe"))).toEqual(["1"]);
  });

  it("names every analysis's status, and the plugins with their versions and places", () => {
    const status = JSON.parse(asimov("report", "status", "--json").stdout) as readonly { readonly address: string; readonly status: string }[];
    expect(status.map((row) => [row.address, row.status])).toEqual([
      ["GW150914/psd", "uploaded"],
      ["GW150914/pe", "uploaded"],
    ]);
    const plugins = asimov("plugins").stdout;
    expect(plugins).toMatch(/^pipelines +bilby +@asimov-gw\/pipeline-bilby \d+\.\d+\.\d+ +\//m);
    expect(plugins).toMatch(/^pipelines +welch +\S+ \d+\.\d+\.\d+ +\//m);
  });
});

function asimov(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(join(root, "asimov"), args, { cwd: project, env, encoding: "utf8" });
}

function tokenOf(analysis: string): string {
  const ledger = openLedger(project, { command: "test" });
  try {
    const sql = `SELECT s.token FROM submissions s JOIN attempts t ON t.id = s.attempt_id JOIN analyses a ON a.id = t.analysis_id WHERE a.name = ?`;
    const rows = ledger.all(sql, analysis);
    expect(rows).toHaveLength(1);
    return String(rows[0]?.["token"]);
  } finally {
    ledger.close();
  }
}

function samplerLog(): string {
  const files = globSync(join(project, "working", "GW150914", "pe", "log_data_analysis", "*.{out,err}"));
  return files.map((file) => readFileSync(file, "utf8")).join("");
}

/** SIGKILL, at once, to the command with its descendants, the supervisor, and every process that runs in the run directories. */
async function killEverything(command: ChildProcess): Promise<void> {
  const { supervisor } = await localStatus({ directory: state });
  if (!supervisor) throw new Error("no supervisor lives");
  const pids = readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && mentions(pid, project))
    .map(Number);
  for (const pid of [supervisor.identity.pid, ...pids]) kill(pid);
  kill(-command.pid!);
}

function mentions(pid: string, text: string): boolean {
  try {
    const words = `${readFileSync(`/proc/${pid}/cmdline`, "utf8")}\0${readFileSync(`/proc/${pid}/environ`, "utf8")}`;
    return Number(pid) !== process.pid && (words.includes(text) || words.includes(state));
  } catch (error) {
    // The process ended while we looked.
    if (error instanceof Error) return false;
    throw error;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function condition(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 600_000;
  while (!(existsSync(project) && (await holds()))) {
    if (Date.now() > deadline)
      throw new Error(`waited in vain until ${what}:\n${output.join("")}\n${JSON.stringify(await localStatus({ directory: state }))}`);
    await delay(100);
  }
}
