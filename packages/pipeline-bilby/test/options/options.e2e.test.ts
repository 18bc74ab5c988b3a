import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Settings, Value } from "@asimov-gw/core/pipeline";

import { isOpen, ownOptions, writtenOptions } from "../../src/options/written.ts";
import { bilbyIn, configOf, refusal, runProgram } from "../fake.ts";
import { gw150914, withSettings } from "../settings.ts";

// The real bilby_pipe's parser reads what is rendered, all of it in one process.
const prefix = process.env["ASIMOV_TEST_PYTHON"] ?? "";

// A value that is not the default for every option that only `pipeline options` can say.
const values: Settings = {
  verbose: true,
  "calibration-model": "Precomputed",
  "spline-calibration-nodes": 12,
  "spline-calibration-amplitude-uncertainty-dict": { H1: 0.1, L1: 0.2 },
  "spline-calibration-phase-uncertainty-dict": { H1: 5, L1: 1e-7 },
  "ignore-gwpy-data-quality-check": false,
  "gps-tuple": "(0, 1.5, 10)",
  "gps-file": "times/gps.txt",
  "timeslide-file": "slides.txt",
  // bilby_pipe reads numbers in a list of a map later.
  "timeslide-dict": { H1: ["0", "-1"], L1: ["1", "2.5"] },
  "allow-tape": false,
  "fetch-open-data-kwargs": { sample_rate: 16384, verbose: true },
  "zero-noise": true,
  "generation-seed": 43,
  "psd-fractional-overlap": 0.25,
  "psd-maximum-duration": 512,
  "psd-method": "welch",
  "psd-start-time": -100.5,
  "segment-auto-gating-configuration": { H1: { threshold: 4.5 } },
  "psd-auto-gating-configuration": { L1: { threshold: 3, flags: { deep: true } } },
  "resampling-method": "gwpy",
  injection: true,
  "injection-dict": { chirp_mass: 30.5, mass_ratio: 0.9, ra: -0.2, label: "a/b.c" },
  "injection-numbers": [0, 3],
  "injection-waveform-approximant": "IMRPhenomXPHM",
  "injection-frequency-domain-source-model": "lal_binary_neutron_star",
  "injection-waveform-arguments": { reference_frequency: 20, catch_waveform_errors: false },
  "injection-waveform-generator": "bilby.gw.waveform_generator.GWSignalWaveformGenerator",
  "injection-waveform-generator-constructor-dict": { order: -1 },
  "local-generation": true,
  "local-plot": true,
  "htcondor-strict-cpu-request": false,
  "scheduler-analysis-time": "1-00:00:00",
  "condor-job-priority": -5,
  getenv: ["GWDATAFIND_SERVER", "HOME"],
  "disable-hdf5-locking": true,
  "main-input-class": "bilby_pipe.main.MainInput",
  "generation-executable-parser": "bilby_pipe.data_generation.create_generation_parser",
  "generation-input-class": "my.module.Generation",
  "analysis-executable-parser": "my.module.parser",
  "analysis-input-class": "my.module.Analysis",
  "jitter-time": false,
  "calibration-lookup-table": { H1: "tables/H1.h5", L1: "/tables/L1.h5" },
  "number-of-response-curves": 500,
  "plot-trace": true,
  "plot-data": true,
  "plot-injection": true,
  "plot-spectrogram": true,
  "plot-calibration": true,
  "plot-corner": true,
  "plot-marginal": true,
  "plot-skymap": true,
  "plot-waveform": true,
  "plot-format": "pdf",
  "create-summary": true,
  email: "someone@example.org",
  notification: "Error",
  "existing-dir": "pages/old",
  webdir: "/pages/new",
  "summarypages-arguments": "--gw --nsamples 100",
  "final-result": false,
  "final-result-nsamples": 5000,
  deltaT: 0.3,
  "postprocessing-executable": "my-summary",
  "postprocessing-arguments": "--one two $RESULT",
  "single-postprocessing-executable": "my-other-summary",
  "single-postprocessing-arguments": "three four",
  "waveform-generator-constructor-dict": { order: 2, name: "x" },
  "catch-waveform-errors": false,
};

// These can't stand beside others of their kind.
const instead: Settings = { "injection-file": "injections/one.json", "prior-file": "priors/own.prior" };

interface Answer {
  readonly options: readonly string[];
  readonly cases: Readonly<Record<string, { readonly values: Settings; readonly unknown: readonly string[] }>>;
}

let directory: string;
let answer: Answer;

beforeAll(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "bilby-options-")));
  const { priors: _, ...withoutPriors } = gw150914;
  const cases = await Promise.all([
    oneCase("all", withSettings({ "pipeline options": values }), values),
    oneCase("instead", { ...withoutPriors, "pipeline options": instead }, instead),
  ]);
  const [asked, answered] = [join(directory, "cases.json"), join(directory, "answer.json")];
  writeFileSync(asked, JSON.stringify(Object.fromEntries(cases)));
  const script = fileURLToPath(new URL("read.py", import.meta.url));
  const { exitCode, stderr } = await runProgram(join(prefix, "bin", "python"), [script, asked, answered]);
  if (exitCode !== 0) throw new Error(stderr);
  answer = JSON.parse(readFileSync(answered, "utf8")) as Answer;
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function oneCase(name: string, settings: Settings, options: Settings): Promise<readonly [string, object]> {
  const config = join(directory, `${name}.ini`);
  writeFileSync(config, (await configOf({ analysis: { settings, projectDirectory: "/project" } })).text);
  const lists = Object.keys(options).filter((option) => Array.isArray(options[option]));
  const maps = Object.keys(options).filter((option) => typeof options[option] === "object" && !lists.includes(option));
  return [name, { config, maps, lists }];
}

test("every option of bilby_pipe is written from a setting, or by pipeline options, or decided by asimov", () => {
  const reachable = [...[...writtenOptions().keys()].filter((name) => !isOpen(name)), ...ownOptions, ...Object.keys({ ...values, ...instead })];
  expect(answer.options.length).toBeGreaterThan(160);
  expect([...new Set(reachable)].toSorted()).toEqual([...new Set(answer.options)].toSorted());
});

test.each(Object.keys(values))("%s comes back from bilby_pipe's parser as it was given", (name) => {
  expect(answer.cases["all"]?.unknown).toEqual([]);
  expect(answer.cases["all"]?.values[name]).toEqual(withPaths(values[name]!));
});

test("what can't stand beside others comes back too", () => {
  expect(answer.cases["instead"]).toMatchObject({
    unknown: [],
    values: { "injection-file": "/project/injections/one.json", "prior-file": "/project/priors/own.prior", "prior-dict": null },
  });
});

test("options are compared with those of the installed program", async () => {
  const check = (options: Settings): Promise<unknown> =>
    bilbyIn({ prefix, analysis: { settings: { interferometers: [], "pipeline options": options } } }).beforeConfig();
  await expect(check({ ...values, ...instead })).resolves.toBeUndefined();
  expect(await refusal(() => check({ "psd-methd": "welch" }))).toEqual({
    code: "PIPELINE_OPTION_UNKNOWN",
    message: '"pipeline options.psd-methd" is no option of the installed bilby_pipe. Did you mean "psd-method"?',
  });
  expect(await refusal(() => check({ "resampling method": "lall" }))).toEqual({
    code: "PIPELINE_OPTION_VALUE",
    message: '"pipeline options.resampling method" is "lall", expected one of lal, gwpy',
  });
});

function withPaths(value: Value): Value {
  if (typeof value === "string") return ["times/gps.txt", "tables/H1.h5", "pages/old"].includes(value) ? `/project/${value}` : value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withPaths(one)]));
}
