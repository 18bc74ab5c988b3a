import { expect, test } from "vitest";

import type { RunResult, Settings } from "@asimov-gw/core/pipeline";

import { readHelp } from "../../src/options/installed.ts";
import { bilbyIn, configOf, option, refusal } from "../fake.ts";
import { withSettings } from "../settings.ts";

// Lines of bilby_pipe 1.10.1.
const help = `options:
  -h, --help            show this help message and exit
  -v, --verbose         Verbose output (default: False)
  --calibration-model {CubicSpline,Precomputed,None}
                        Choice of calibration model, if None, no calibration is used (default: None)
  --disable-hdf5-locking DISABLE_HDF5_LOCKING
  --psd-method PSD_METHOD
  --zero-noise          Use a zero noise realisation (default: False)
  --deltaT DELTAT       The symmetric width (in s) around the trigger time to search over the coalescence time (default: 0.2)
  --scitoken-issuer {None,None,igwn,local}
`;

const rendered = (options: Settings, over: Settings = {}): ReturnType<typeof configOf> =>
  configOf({ analysis: { settings: withSettings({ ...over, "pipeline options": options }), projectDirectory: "/project" } });

let programs = 0;

/** What a check against a program that answers like this is refused with; each is another program. */
function checked(options: Settings, answer: Partial<RunResult> = {}): Promise<unknown> {
  const run = async (): Promise<RunResult> => ({ exitCode: 0, stdout: help, stderr: "", seconds: 0, ...answer });
  const settings = { interferometers: [], "pipeline options": options };
  return bilbyIn({ prefix: `/opt/bilby${programs++}`, run, analysis: { settings } }).beforeConfig();
}

test("options are written by the type of their value, and lead back to their setting", async () => {
  const config = await rendered({
    "psd method": "welch",
    "--zero-noise": true,
    jitter_time: false,
    deltaT: 0.1,
    "injection-numbers": [0, 1],
    "injection-dict": { mass_1: 30, nested: { list: [1, "a"], none: null } },
    "gps-file": "times/gps.txt",
    webdir: null,
  });
  expect(config.text.slice(config.text.indexOf("## Further options")).split("\n").slice(2)).toEqual([
    "psd-method = welch",
    "zero-noise = True",
    "jitter-time = False",
    "deltaT = 0.1",
    "injection-numbers = [0, 1]",
    "injection-dict = {mass_1: 30, nested: {list: [1, a], none: None}}",
    "gps-file = /project/times/gps.txt",
    "",
  ]);
  const lineageOf = (line: string): readonly string[] | undefined => config.lineage[config.text.split("\n").indexOf(line)];
  expect(lineageOf("deltaT = 0.1")).toEqual(["pipeline options.deltaT"]);
  expect(lineageOf("generation-seed = 42")).toEqual([]);
});

test("what has a constant value otherwise is changed in its place", async () => {
  const config = await rendered({ "generation-seed": 7, "final-result": false, "calibration-model": "Precomputed" });
  expect(option(config, "generation-seed")).toBe("7");
  expect(option(config, "final-result")).toBe("False");
  expect(option(config, "final-result-nsamples")).toBe("20000");
  expect(config.text.match(/^(generation-seed|final-result|calibration-model) =/gm)).toHaveLength(3);
  expect((await rendered({ "generation-seed": null })).text).not.toMatch(/^(calibration-model|spline-calibration-nodes)|null/m);
  const calibrated = await rendered({ "spline-calibration-nodes": 5 }, { data: { calibration: { H1: "/h.dat", L1: "/l.dat" } } });
  expect(calibrated.text.match(/^(calibration-model|spline-calibration-nodes) = .*$/gm)).toEqual([
    "calibration-model = CubicSpline",
    "spline-calibration-nodes = 5",
  ]);
});

test.each<[string, Settings]>([
  ["another setting's option", { "sampling-seed": 3 }],
  ["an option without a setting of its own", { "accounting-user": "me" }],
  ["an option of asimov's own", { outdir: "/elsewhere" }],
  ["a prior file beside priors", { "prior-file": "4s" }],
  ["two spellings", { "psd-method": "welch", "psd method": "median" }],
  ["empty text", { "psd-method": "" }],
  ["an empty list", { getenv: [] }],
  ["an empty map", { "injection-dict": {} }],
  ["a comment", { email: "a #b" }],
  ["text that breaks out of a map", { "injection-dict": { a: "1, b: 2" } }],
  ["no number", { deltaT: Number.NaN }],
])("%s is refused", async (_, options) => {
  expect(await refusal(() => rendered(options))).toMatchSnapshot();
});

test("the options of the installed program are read from its help", () => {
  expect(Object.fromEntries(readHelp(help))).toEqual({
    help: { isFlag: true },
    verbose: { isFlag: true },
    "calibration-model": { isFlag: false, choices: ["CubicSpline", "Precomputed", "None"] },
    "disable-hdf5-locking": { isFlag: false },
    "psd-method": { isFlag: false },
    "zero-noise": { isFlag: true },
    deltaT: { isFlag: false },
    "scitoken-issuer": { isFlag: false, choices: ["None", "igwn", "local"] },
  });
});

test("what the installed program does not know or take is refused before the config file is written", async () => {
  await expect(checked({ "psd-method": "welch", zero_noise: true, "calibration-model": "Precomputed" })).resolves.toBeUndefined();
  expect(await refusal(() => checked({ "psd-methods": "welch" }))).toEqual({
    code: "PIPELINE_OPTION_UNKNOWN",
    message: '"pipeline options.psd-methods" is no option of the installed bilby_pipe. Did you mean "psd-method"?',
  });
  expect(await refusal(() => checked({ "zero-noise": 1 }))).toEqual({
    code: "PIPELINE_OPTION_VALUE",
    message: '"pipeline options.zero-noise" is 1, but the option takes no value',
  });
  expect(await refusal(() => checked({ "calibration-model": ["CubicSpline"] }))).toEqual({
    code: "PIPELINE_OPTION_VALUE",
    message: '"pipeline options.calibration-model" is ["CubicSpline"], expected one of CubicSpline, Precomputed, None',
  });
  expect(await refusal(() => checked({ deltaT: 1 }, { exitCode: 1, stdout: "", stderr: "a\nImportError: b\n" }))).toMatchObject({
    code: "BUILDER_FAILED",
  });
});

test("a program is asked once, only where there are options, and again when it did not answer", async () => {
  const asked: (readonly string[])[] = [];
  let exitCode = 1;
  const run = async (command: string, args: readonly string[]): Promise<RunResult> => {
    asked.push([command, ...args]);
    return { exitCode, stdout: help, stderr: "", seconds: 0 };
  };
  const check = (options: Settings): Promise<unknown> =>
    bilbyIn({ prefix: "/opt/once", run, analysis: { settings: { interferometers: [], "pipeline options": options } } }).beforeConfig();
  await check({});
  expect(asked).toEqual([]);
  expect(await refusal(() => check({ deltaT: 1 }))).toMatchObject({ code: "BUILDER_FAILED" });
  exitCode = 0;
  await check({ deltaT: 1 });
  await check({ "psd-method": "welch" });
  expect(asked).toEqual([1, 2].map(() => ["/opt/once/bin/bilby_pipe", "--help"]));
});
