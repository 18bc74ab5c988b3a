import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { RunOptions, RunResult } from "@asimov-gw/core/pipeline";
import { stopLocal } from "@asimov-gw/core/scheduler";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkOptions, optionsOf, type Options } from "../src/options/index.ts";
import { makeGiven } from "./given.ts";

// The real PESummary on what bilby and RIFT found, through the command and the local scheduler.
const root = fileURLToPath(new URL("../../..", import.meta.url));
const fixtures = join(root, "packages", "results", "test", "fixtures");
const prefix = process.env["ASIMOV_TEST_PYTHON"] ?? "";
let directory: string;
let project: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  // With a blank: nothing of it may fall apart.
  directory = realpathSync(mkdtempSync(join(tmpdir(), "pesummary e2e-")));
  project = join(directory, "project");
  makeGiven(join(directory, "given"));
  env = {
    ...process.env,
    ASIMOV_PLUGIN_PATH: join(directory, "given"),
    ASIMOV_LOCAL_STATE: join(directory, "state"),
    XDG_CONFIG_HOME: join(directory, "config"),
  };
  mkdirSync(project);
  asimov("init", "summaries");
  writeFileSync(join(project, ".asimov", "config.yaml"), `pipelines: {pesummary: {environment: ${prefix}}}\n`);
  writeFileSync(join(project, "bilby.json"), bilby());
  writeFileSync(join(project, "rift.dat"), rift("RIFT_posterior_samples-2.dat"));
  writeFileSync(join(project, "late.dat"), rift("RIFT_posterior_samples-2.dat", 30));
  for (const [name, scale] of [
    ["H1", 1],
    ["L1", 2],
    ["other", 3],
  ] as const) {
    const rows = Array.from({ length: 200 }, (_, index) => index + 1);
    writeFileSync(join(project, `${name}.dat`), rows.map((frequency) => `${frequency} ${scale}e-46\n`).join(""));
    writeFileSync(
      join(project, `${name}.txt`),
      rows.map((frequency) => `${frequency} 1.${scale} 0 1.${scale - 1} -0.01 1.${scale + 1} 0.01\n`).join(""),
    );
  }
});

afterAll(async () => {
  await stopLocal({ directory: join(directory, "state") });
  rmSync(directory, { recursive: true, force: true });
});

const common = `kind: configuration
interferometers: [H1, L1]
scheduler: {request memory: 1, request post memory: 1}
postprocessing:
  pesummary:
    cosmology: Planck15_lal
    additional arguments: [no_conversion, no_ligo_skymap, disable_interactive, disable_corner, disable_comparison, disable_prior_sampling, {seed: 1}]
---
kind: event
name: GW150914
event time: 1126259462.4
`;

function analysis(name: string, file: string, more: string): string {
  return `---\nkind: analysis\nname: ${name}\nevent: GW150914\npipeline: given\nfile: ${join(project, file)}\npostprocessing: null\n${more}`;
}

const summary = (analyses: string): string => `---
kind: analysis
name: all
event: GW150914
pipeline: pesummary
analyses: [${analyses}]
refreshable: true
`;

describe("one summary of several analyses", () => {
  test("holds what bilby and RIFT found, each under its label with its own approximant, PSDs, config file and calibration", () => {
    const blueprint = [
      common,
      analysis(
        "pe-bilby",
        "bilby.json",
        `waveform: {approximant: IMRPhenomD, reference frequency: 20}
psds: {H1: H1.dat, L1: L1.dat}
data: {calibration: {H1: H1.txt}}
`,
      ),
      analysis(
        "pe-rift",
        "rift.dat",
        `waveform: {approximant: IMRPhenomXPHM, reference frequency: 25}
psds: {H1: other.dat}
data: {calibration: {H1: other.txt, correction type: template}}
`,
      ),
      summary('"pipeline: given"'),
    ];
    apply("all.yaml", blueprint.join(""));
    watch();
    expect(inside(1)).toEqual({
      pe_bilby: {
        approximant: "IMRPhenomD",
        samples: expect.any(Number) as number,
        psds: { H1: [1, 1e-46], L1: [1, 2e-46] },
        config: { file: join(project, "bilby.json"), fraction: "50%%", "prior-dict": "{\nchirp_mass = Uniform(25, 36)\n}" },
        calibration: { H1: [1, 1.1, 0, 1, -0.01, 1.2, 0.01] },
        corrected: { H1: [1, 1 / 1.1, expect.anything(), 1, 0.01, 1 / 1.2, -0.01].map(close) },
      },
      pe_rift: {
        approximant: "IMRPhenomXPHM",
        samples: expect.any(Number) as number,
        psds: { H1: [1, 3e-46] },
        config: { file: join(project, "rift.dat"), fraction: "50%%", "prior-dict": "{\nchirp_mass = Uniform(25, 36)\n}" },
        calibration: { H1: [1, 1.3, 0, 1.2, -0.01, 1.4, 0.01] },
        corrected: { H1: [1, 1.3, 0, 1.2, -0.01, 1.4, 0.01] },
      },
    });
    expect(readdirSync(join(project, "results", "GW150914", "all", "1")).sort()).toEqual([
      "manifest.json",
      "pe_bilby_pesummary.dat",
      "pe_rift_pesummary.dat",
      "posterior_samples.h5",
    ]);
    // Of its own post-processing, which it has from the project, nothing was made.
    expect(existsSync(join(project, "working", "GW150914", "all", "postprocessing", "pesummary", "pages"))).toBe(false);
  });

  test("is made again once when an analysis is added, from a copy of what was published", () => {
    apply("late.yaml", analysis("pe-late", "late.dat", "waveform: {approximant: IMRPhenomXAS, reference frequency: 20}\n").slice(4));
    watch();
    expect(Object.keys(inside(2)).sort()).toEqual(["pe_bilby", "pe_late", "pe_rift"]);
    expect(inside(2)["pe_bilby"]?.psds).toEqual({ H1: [1, 1e-46], L1: [1, 2e-46] });
    expect(script()).toMatch(/--add_to_existing[^]*--labels pe_late \\\n/);
    const home = readFileSync(join(project, "pages", "GW150914", "all", "pesummary", "home.html"), "utf8");
    for (const label of ["pe_bilby", "pe_late", "pe_rift"]) expect(home).toContain(label);
    watch();
    expect(readdirSync(join(project, "results", "GW150914", "all")).sort()).toEqual(["1", "2"]);
  });

  test("is made of the former metafile when analyses are taken out", () => {
    apply("fewer.yaml", summary("pe-late").slice(4), "--update");
    watch();
    expect(Object.keys(inside(3))).toEqual(["pe_late"]);
    expect(script()).toMatch(/summarymodify'? \\\n[^]*--remove_label pe_bilby pe_rift \\\n/);
    watch();
    expect(readdirSync(join(project, "results", "GW150914", "all")).sort()).toEqual(["1", "2", "3"]);
  });
});

test("post-processing of one analysis: its pages are published, and its products are stored with its result", () => {
  apply("alone.yaml", analysis("alone", "late.dat", "").replace("postprocessing: null\n", "").slice(4));
  watch();
  expect(readdirSync(join(project, "results", "GW150914", "alone", "1")).sort()).toEqual([
    "alone_pesummary.dat",
    "manifest.json",
    "posterior_samples.h5",
    "result.dat",
  ]);
  expect(existsSync(join(project, "pages", "GW150914", "alone", "pesummary", "home.html"))).toBe(true);
});

test("a summary that can't be made again leaves the published pages as they are", () => {
  const pages = join(project, "pages", "GW150914", "all", "pesummary");
  const before = readFileSync(join(pages, "asimov-summary.json"), "utf8");
  writeFileSync(join(project, "broken.dat"), "nothing of the kind\n");
  const changed = `${summary("pe-late, pe-broken")}scheduler: {retries: {node failed: 0}}\n`;
  apply("broken.yaml", `${analysis("pe-broken", "broken.dat", "").slice(4)}${changed}`, "--update");
  const { status, stdout, stderr } = asimov("monitor", "--chain", "--watch");
  expect(status).toBe(3);
  expect(stdout + stderr).toMatch(/GW150914\/all +pesummary +stuck /);
  expect(readFileSync(join(pages, "asimov-summary.json"), "utf8")).toBe(before);
  expect(readFileSync(join(pages, "home.html"), "utf8")).toContain("pe_late");
});

test("every option that a setting is written to is known to the installed PESummary, with such a value", async () => {
  const options = optionsOf({
    cosmology: "Planck15_lal",
    redshift: "exact",
    "skymap samples": 100,
    "evolve spins": ["forwards", "backwards"],
    "nrsur fits": true,
    multiprocess: 2,
    regenerate: ["redshift"],
    calculate: ["precessing snr", "multipole snr"],
  });
  expect(Object.keys(options)).toHaveLength(10);
  const told = ["approximant", "f_low", "f_ref", "labels", "samples", "config", "calibration", "calibration_definition"].map((name) => [name, "x"]);
  const run = (program: string, args: readonly string[], { environment }: RunOptions = {}): Promise<RunResult> => {
    const { status, stdout, stderr } = spawnSync(program, args, { env: { ...process.env, ...environment }, encoding: "utf8" });
    return Promise.resolve({ exitCode: status ?? 1, stdout, stderr, seconds: 0 });
  };
  const all = { ...options, ...Object.fromEntries(told), add_to_existing: true, webdir: "x", existing_webdir: "x", gw: true } as Options;
  await expect(checkOptions(all, join(prefix, "bin", "summarypages"), run)).resolves.toBeUndefined();
});

test("an option that the installed PESummary does not know is an error before anything runs, also of post-processing", () => {
  const settings = "postprocessing: {pesummary: {additional arguments: [disable_korner]}}\n";
  const wrong = summary("pe-late").replace("name: all", "name: wrong") + settings;
  const alone = analysis("wrong-too", "late.dat", "").replace("postprocessing: null\n", settings);
  apply("wrong.yaml", wrong.slice(4) + alone);
  const { status, stdout, stderr } = asimov("manage", "build");
  expect(status).toBe(3);
  for (const name of ["wrong", "wrong-too"]) {
    expect(stdout + stderr).toContain(
      `error PESUMMARY_OPTION_UNKNOWN  GW150914/${name}\n  "disable_korner" is no option of the installed summarypages. Did you mean "disable_corner"?`,
    );
  }
});

interface Inside {
  readonly psds: Readonly<Record<string, readonly number[]>>;
}

/** What the stored metafile of an attempt holds, by label. */
function inside(attempt: number): Readonly<Record<string, Inside>> {
  const file = join(project, "results", "GW150914", "all", String(attempt), "posterior_samples.h5");
  const script = fileURLToPath(new URL("inside.py", import.meta.url));
  return JSON.parse(execFileSync(join(prefix, "bin", "python3"), [script, file], { encoding: "utf8" })) as Readonly<Record<string, Inside>>;
}

function close(value: unknown): unknown {
  return typeof value === "number" ? (expect.closeTo(value, 6) as unknown) : value;
}

function script(): string {
  return readFileSync(join(project, "working", "GW150914", "all", "summarise.sh"), "utf8");
}

function apply(file: string, text: string, ...options: readonly string[]): void {
  writeFileSync(join(project, file), text);
  const { status, stdout, stderr } = asimov("apply", "-f", file, ...options);
  expect(status, stdout + stderr).toBe(0);
}

function watch(): void {
  const { status, stdout, stderr } = asimov("monitor", "--chain", "--watch");
  expect(status, stdout + stderr).toBe(0);
}

function asimov(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(join(root, "asimov"), args, { cwd: project, env, encoding: "utf8" });
}

// Each parameter costs PESummary half a second of plots.
const few = ["chirp_mass", "mass_ratio", "luminosity_distance", "log_likelihood"];

/** The bilby result with few of its parameters. It has numbers that JSON does not have. */
function bilby(): string {
  const text = readFileSync(join(fixtures, "bilby_result.json"), "utf8").replaceAll(/(?<=[:[,]\s*)-?(?:Infinity|NaN)(?=\s*[,}\]])/g, '"!$&"');
  const result = JSON.parse(text) as { posterior: { content: Record<string, unknown> } };
  const content = Object.fromEntries(few.map((name) => [name, result.posterior.content[name]]));
  return JSON.stringify({ ...result, posterior: { ...result.posterior, content } }).replaceAll(/"!(-?\w+)"/g, "$1");
}

/** Samples of RIFT with few of their parameters, those from row `from` on. */
function rift(file: string, from = 0): string {
  const [header = "", ...rows] = readFileSync(join(fixtures, file), "utf8").trim().split("\n");
  const names = header.replace("#", "").trim().split(/\s+/);
  const wanted = ["m1", "m2", "mc", "eta", "lnL"].map((name) => names.indexOf(name));
  const line = (values: readonly string[]): string => wanted.map((index) => values[index]).join(" ");
  return [`# ${line(names)}`, ...rows.slice(from).map((row) => line(row.trim().split(/\s+/)))].join("\n") + "\n";
}
