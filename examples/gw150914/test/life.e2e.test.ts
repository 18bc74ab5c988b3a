import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { stopLocal } from "@asimov-gw/core/scheduler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// The real bilby on the local scheduler, from the noise to final results: one analysis whose sampling is killed twice, and one with parallel runs and a
// coherence test beside it.
const root = fileURLToPath(new URL("../../..", import.meta.url));
const project = join(root, "examples", "gw150914", `project-life-${process.pid}`);
const working = join(project, "working", "GW150914");
const state = mkdtempSync(join(tmpdir(), "asimov-state-"));
const env = { ...process.env, ASIMOV_LOCAL_STATE: state, XDG_CONFIG_HOME: join(state, "config") };
const node = "_data0_1126259462-4_analysis_H1L1";
let monitor: ChildProcess | undefined;
let monitored: Promise<unknown>;

beforeAll(() => {
  mkdirSync(project);
  asimov("init", "life");
  const prefix = process.env["ASIMOV_TEST_PYTHON"];
  writeFileSync(join(project, ".asimov", "config.yaml"), `pipelines: {bilby: {environment: ${prefix}}, welch: {environment: ${prefix}}}\n`);
  const texts = ["defaults", "event", "analyses"].map((name) =>
    readFileSync(join(root, "examples", "gw150914", "blueprints", `${name}.yaml`), "utf8"),
  );
  const [psd = "", pe = ""] = texts[2]!.split("---\n");
  const killed = pe
    .replace("name: pe", "name: killed")
    .replace(/check_point_delta_t: 10 .*/, "check_point_delta_t: 1")
    .replace("interval-5 ", "interval-1 ")
    .replace("dlogz: 1", "dlogz: 0.5");
  const parallel = pe
    .replace("name: pe", "name: parallel\nlikelihood: {coherence test: true}")
    .replace("parallel jobs: 1", "parallel jobs: 2")
    .replace("nlive: 150", "nlive: 40")
    .replace("naccept: 5", "naccept: 1")
    .replace("dlogz: 1", "dlogz: 10");
  writeFileSync(join(project, "all.yaml"), [texts[0], texts[1], psd, killed, parallel].join("\n---\n"));
});

afterAll(async () => {
  monitor?.kill();
  await stopLocal({ directory: state });
  rmSync(project, { recursive: true, force: true });
  rmSync(state, { recursive: true, force: true });
});

describe("a sampling that is killed", () => {
  it("goes on from its check point when it is killed together with the supervisor", async () => {
    expect(asimov("apply", "-f", "all.yaml").stderr).toBe("");
    monitor = spawn(join(root, "asimov"), ["monitor", "--chain", "--watch"], { cwd: project, env, stdio: ["ignore", "ignore", "inherit"] });
    monitored = once(monitor, "exit");
    const reached = await checkpointed();
    const [supervisor] = [(JSON.parse(asimov("supervisor", "status", "--json").stdout) as { supervisor: { identity: { pid: number } } }).supervisor];
    process.kill(supervisor.identity.pid, "SIGKILL");
    process.kill(await sampling(), "SIGKILL");
    await until("the sampling goes on", () => log("err").includes("Resume file successfully loaded"));
    await until("it tells how far it is", () => lines().length > 0);
    // A sampling that began again would count from zero, its time too.
    expect(lines()[0]!.iterations).toBeGreaterThanOrEqual(reached.iterations);
    expect(lines()[0]!.seconds).toBeGreaterThanOrEqual(reached.seconds);
    await until("asimov tells how far it is", () => (analysis("killed").progress?.measures?.["iterations"] ?? 0) >= reached.iterations);
    const numbers = { iterations: expect.any(Number) as number, ncall: expect.any(Number) as number, dlogz: expect.any(Number) as number };
    expect(analysis("killed").progress).toMatchObject({ stage: "sampling", measures: numbers });
  });

  it("writes a check point when it is asked to end, and goes on from there", async () => {
    const before = log("err").split("Resume file successfully loaded").length;
    const pid = await sampling();
    process.kill(pid, "SIGTERM");
    await until("another process goes on", () => log("err").split("Resume file successfully loaded").length > before);
    expect(log("err")).toContain("SystemExit: 77");
    const reached = lines().at(-1)!;
    await until("it tells how far it is", () => lines().at(-1)!.seconds > reached.seconds);
    expect(lines().map(({ iterations }) => iterations)).toEqual(
      lines()
        .map(({ iterations }) => iterations)
        .toSorted((a, b) => a - b),
    );
    expect(await sampling()).not.toBe(pid);
  });

  it("gives a final result that is whole, in one attempt, and so do parallel runs that are merged, for each detector of a coherence test", async () => {
    const [status] = (await monitored) as [number];
    expect([status, ...["psd", "killed", "parallel"].map((name) => analysis(name).status)]).toEqual([0, "uploaded", "uploaded", "uploaded"]);
    const results = (name: string) =>
      (JSON.parse(asimov("results", `GW150914/${name}`, "--json").stdout) as readonly Results[]).map(({ file, attempt, posteriors }) => ({
        file: file.slice(file.lastIndexOf("/") + 1),
        attempt,
        samples: posteriors[0]!.samples,
        chirpMass: posteriors[0]!.parameters.find(({ name: parameter }) => parameter === "chirp_mass")!.median,
      }));
    const whole = (file: string, samples: number) => ({ file, attempt: 1, samples: over(samples), chirpMass: expect.closeTo(31, 0) as number });
    expect(results("killed")).toEqual([whole(`killed${node}_result.json`, 100)]);
    expect(results("parallel").map(({ file }) => file)).toEqual(
      ["H1L1", "H1", "L1"].map((of) => `parallel_data0_1126259462-4_analysis_${of}_merge_result.json`),
    );
    for (const { samples } of results("parallel")) expect(samples).toBeGreaterThan(0);
    const evidence = JSON.parse(readFileSync(join(working, "parallel", "evidence.json"), "utf8")) as { readonly results: readonly Evidence[] };
    // Of a signal that both detectors saw: together it stands out more than in each of them.
    const [both, ...single] = evidence.results.map(({ log_bayes_factor: factor }) => factor);
    for (const one of single) expect(both).toBeGreaterThan(one);
  });

  it("has its logs, also those of the merges", () => {
    const files = JSON.parse(asimov("logs", "GW150914/parallel", "--json").stdout) as readonly { readonly name: string }[];
    expect(files.map(({ name }) => name)).toContain("log_data_analysis/parallel_data0_1126259462-4_analysis_H1_merge.err");
  });
});

interface Results {
  readonly file: string;
  readonly attempt: number;
  readonly posteriors: readonly { readonly samples: number; readonly parameters: readonly { readonly name: string; readonly median: number }[] }[];
}

interface Evidence {
  readonly log_bayes_factor: number;
}

function over(least: number): unknown {
  return expect.toSatisfy((value: number) => value >= least, `at least ${least}`);
}

/** How far the sampling was, when it is known that a check point was written after that. */
async function checkpointed(): Promise<Line> {
  const written = (): number => log("err").split("Written checkpoint file").length - 1;
  await until("a first check point", () => written() > 0 && lines().length > 2);
  const [reached, before] = [lines().at(-1)!, written()];
  await until("a later check point", () => written() > before);
  return reached;
}

interface Line {
  readonly iterations: number;
  readonly seconds: number;
}

/** What the sampler has told of its iterations, and of the seconds that it has sampled in all its processes. */
function lines(): readonly Line[] {
  return [...log("out").matchAll(/^(\d+)it \[(\d+):(\d+):(\d+) /gm)].map(([, iterations, hours, minutes, seconds]) => ({
    iterations: Number(iterations),
    seconds: 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds),
  }));
}

function log(kind: "out" | "err"): string {
  try {
    return readFileSync(join(working, "killed", "log_data_analysis", `killed${node}.${kind}`), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/** The process that samples. */
async function sampling(): Promise<number> {
  let found: number | undefined;
  await until("there is a process that samples", () => {
    found = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .find(isSampling);
    return found !== undefined;
  });
  return found!;
}

function isSampling(pid: number): boolean {
  try {
    // Python's own words: the wrapper of the job has the same ones after its own.
    const [, program = "", config] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return (
      program.endsWith("/bilby_pipe_analysis") &&
      config === "killed/killed_config_complete.ini" &&
      readlinkSync(`/proc/${pid}/cwd`).startsWith(working)
    );
  } catch (error) {
    // It has ended in between.
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) return false;
    throw error;
  }
}

async function until(what: string, condition: () => boolean): Promise<void> {
  await expect.poll(condition, { message: what, timeout: 240_000, interval: 100 }).toBe(true);
}

interface Told {
  readonly address: string;
  readonly status: string;
  readonly progress?: { readonly stage?: string; readonly measures?: Readonly<Record<string, number>> };
}

function analysis(name: string): Told {
  const rows = JSON.parse(asimov("report", "status", "--json").stdout) as readonly Told[];
  return rows.find(({ address }) => address === `GW150914/${name}`)!;
}

function asimov(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(join(root, "asimov"), args, { cwd: project, env, encoding: "utf8" });
}
