import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { RunOptions, RunResult, Settings } from "@asimov-gw/core/pipeline";
import { afterEach, beforeEach, expect, test } from "vitest";

import { refusal, riftIn, type Surroundings } from "../fake.ts";
import { withSettings } from "../settings.ts";

let directory: string;
let runDirectory: string;
let installations = 0;
const dag = "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rift-build-"));
  runDirectory = join(directory, "GW150914", "pe");
  for (const name of [
    "data/H-H1_GWOSC_4KHZ_R1-1126259447-32.gwf",
    "data/L-L1_GWOSC_4KHZ_R1-1126259447-32.gwf",
    "h.xml.gz",
    "l.xml.gz",
    "coinc.xml",
  ]) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), name);
  }
});
afterEach(() => rmSync(directory, { recursive: true }));

interface Call {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: RunOptions | undefined;
}

/** A RIFT whose builder writes a workflow, or `result`; its tools write what they are asked for. */
async function rift(over: Settings = {}, { result, ...more }: Surroundings & { readonly result?: Partial<RunResult> } = {}) {
  const calls: Call[] = [];
  const prefix = join(directory, `rift${installations++}`);
  mkdirSync(join(prefix, "bin"), { recursive: true });
  writeFileSync(join(prefix, "bin", "python3"), "");
  const run = async (command: string, args: readonly string[], options?: RunOptions): Promise<RunResult> => {
    if (args[0] === "--help") return { exitCode: 0, stdout: help, stderr: "", seconds: 0 };
    calls.push({ command, args, options });
    if (command.endsWith("pseudo_pipe.py")) {
      if (result === undefined) write(args.at(-1)!, args[3]!);
    } else writeFileSync(join(options?.directory ?? "", output(command, args)), "made");
    return { exitCode: 0, stdout: "", stderr: "", seconds: 1, ...result };
  };
  const configFile = join(directory, "pe.ini");
  const settings = withSettings({ "xml psds": { H1: "h.xml.gz", L1: "l.xml.gz" }, files: { coinc: "coinc.xml" }, ...over });
  const pipeline = riftIn({ run, prefix, ...more, analysis: { settings, runDirectory, configFile, projectDirectory: directory, ...more.analysis } });
  await pipeline.beforeConfig();
  writeFileSync(configFile, (await pipeline.analysis.makeConfig()).text);
  return { pipeline, calls, prefix, configFile };
}

function write(place: string, coinc: string): void {
  mkdirSync(join(place, "iteration_2_cip"), { recursive: true });
  for (const name of [dag, join("iteration_2_cip", dag)]) writeFileSync(join(place, name), "JOB a ILE.sub\n");
  writeFileSync(join(place, "convert_extr.sub"), "log = batchconvert-$(macroevent).log\n");
  writeFileSync(join(place, "local.ini"), `coinc ${coinc}\n`);
}

function output(command: string, args: readonly string[]): string {
  if (command.endsWith("convert_psd_ascii2xml")) return `${args[3]}-psd.xml.gz`;
  return args.at(-1)!.split("/").at(-1)!;
}

test("the builder runs beside the run directory with an environment of its own, and its workflow gets what jobs need", async () => {
  const variables = { OMP_NUM_THREADS: 1, RIFT_LOWLATENCY: true };
  const scheduler = {
    "environment variables": variables,
    "avoid hosts": ["a", "b"],
    "gpu architectures": ["K10", "K20"],
    "singularity image": "rift.sif",
  };
  const { pipeline, calls, prefix, configFile } = await rift({ scheduler }, { accounting: { group: "g", user: "u" } });
  const before = { ...process.env };
  expect(await pipeline.buildDag()).toEqual({ file: join(runDirectory, dag), directory: runDirectory });
  expect(process.env).toEqual(before);
  const path = `${prefix}/bin:${process.env["PATH"]}`;
  expect(calls).toEqual([
    {
      command: join(prefix, "bin", "util_RIFT_pseudo_pipe.py"),
      args: ["--use-ini", configFile, "--use-coinc", join(directory, "coinc.xml"), "--use-rundir", runDirectory],
      options: {
        directory: join(directory, "GW150914", ".pe.inputs"),
        environment: {
          LIGO_ACCOUNTING: "g",
          LIGO_USER_NAME: "u",
          RIFT_AVOID_HOSTS: "a,b",
          RIFT_REQUIRE_GPUS: '(DeviceName=!="K10")&&(DeviceName=!="K20")',
          SINGULARITY_RIFT_IMAGE: join(directory, "rift.sif"),
          OMP_NUM_THREADS: "1",
          RIFT_LOWLATENCY: "True",
          PATH: path,
        },
      },
    },
  ]);
  for (const name of [dag, join("iteration_2_cip", dag)]) {
    const [first = "", second] = readFileSync(join(runDirectory, name), "utf8").split("\n");
    expect(first).toMatch(new RegExp(`^ENV SET OMP_NUM_THREADS=1;RIFT_LOWLATENCY=True;PATH=${prefix}/bin:`));
    expect(second).toBe("JOB a ILE.sub");
  }
  expect(readFileSync(join(runDirectory, "convert_extr.sub"), "utf8")).toBe("log = batchconvert-$(macroevent:all).log\n");
  expect(readFileSync(join(runDirectory, "H1-psd.xml.gz"), "utf8")).toBe("h.xml.gz");
  expect(readFileSync(join(runDirectory, "inputs", "L1.cache"), "utf8")).toBe(
    `L L1_GWOSC_4KHZ_R1 1126259447 32 file://localhost${directory}/data/L-L1_GWOSC_4KHZ_R1-1126259447-32.gwf\n`,
  );
  expect(existsSync(join(directory, "GW150914", ".pe.inputs"))).toBe(false);
});

test("the trigger is made by RIFT's tools where there is no file, and what the builder wrote of it leads to where it is", async () => {
  const told: string[] = [];
  const { pipeline, calls, prefix } = await rift({ files: null }, { told });
  await pipeline.buildDag();
  const inputs = join(directory, "GW150914", ".pe.inputs");
  expect(calls.slice(0, 2).map(({ command, args }) => [command, ...args.slice(command.endsWith("python3") ? 1 : 0)])).toEqual([
    [join(prefix, "bin", "python3"), join(inputs, "target.xml.gz.json"), join(inputs, "target.xml.gz")],
    [
      join(prefix, "bin", "util_SimInspiralToCoinc.py"),
      "--sim-xml",
      join(inputs, "target.xml.gz"),
      "--ifo",
      "H1",
      "--ifo",
      "L1",
      "--injected-snr",
      "17",
      "--output",
      join(inputs, "coinc.xml"),
    ],
  ]);
  const point = { m1: 38.5, m2: 33, s1z: 0, s2z: 0 };
  expect(JSON.parse(readFileSync(join(runDirectory, "inputs", "target.xml.gz.json"), "utf8"))).toEqual({ time: 1126259462.416, point });
  expect(told).toEqual([expect.stringContaining("one is made with masses of 38.50 and 33.00 solar masses")]);
  expect(readFileSync(join(runDirectory, "local.ini"), "utf8")).toBe(`coinc ${join(runDirectory, "inputs", "coinc.xml")}\n`);
});

test("masses follow from the priors where nothing else says them, and without either the trigger is asked for", async () => {
  const { pipeline } = await rift({ files: null, coinc: null });
  await pipeline.buildDag();
  const { point } = JSON.parse(readFileSync(join(runDirectory, "inputs", "target.xml.gz.json"), "utf8")) as {
    readonly point: { readonly m1: number; readonly m2: number };
  };
  expect(point.m2 / point.m1).toBeCloseTo(0.625, 10);
  expect((point.m1 * point.m2) ** 0.6 / (point.m1 + point.m2) ** 0.2).toBeCloseTo(31, 10);
  expect(await refusal(() => rift({ files: null, coinc: null, priors: { "chirp mass": null } }))).toEqual({
    code: "COINC_MISSING",
    message: "RIFT starts from the trigger of a search, and there is none: no file coinc.xml, and no masses to make one of",
  });
});

test("spectra of two columns are converted", async () => {
  const psds = { H1: join(directory, "H1.txt"), L1: join(directory, "L1.txt") };
  for (const file of Object.values(psds)) writeFileSync(file, "# Hz 1/Hz\n0 1e-40\n0.25 1e-41\n0.5 1e-42\n");
  const { pipeline, calls, prefix } = await rift({ "xml psds": null }, { analysis: { psds } });
  await pipeline.buildDag();
  expect(calls[0]).toMatchObject({
    command: join(prefix, "bin", "convert_psd_ascii2xml"),
    args: ["--fname-psd-ascii", psds.H1, "--ifo", "H1", "--conventional-postfix"],
  });
  expect(readFileSync(join(runDirectory, "H1-psd.xml.gz"), "utf8")).toBe("made");
});

test.each([
  ["0.3 1e-40\n0.7 1e-41\n0.9 1\n", "the PSD of H1 starts at 0.3 Hz in steps of 0.39999999999999997 Hz"],
  ["0 1e-40 3\n1 1e-41 4\n2 1 5\n", "the PSD of H1 is no table of two columns"],
  ["no numbers\n", "the PSD of H1 is no table of two columns"],
])("the spectrum %j, which RIFT would shift or not understand, is refused", async (text, message) => {
  const psds = { H1: join(directory, "H1.txt"), L1: join(directory, "L1.txt") };
  for (const file of Object.values(psds)) writeFileSync(file, text);
  const { pipeline } = await rift({ "xml psds": null }, { analysis: { psds } });
  expect(await refusal(() => pipeline.buildDag())).toMatchObject({ code: "PSD_UNSUITABLE", message: expect.stringContaining(message) as string });
});

test("a run directory that is there already is never built into", async () => {
  const { pipeline, calls } = await rift();
  mkdirSync(runDirectory, { recursive: true });
  expect(await refusal(() => pipeline.buildDag())).toMatchObject({ code: "RUN_DIRECTORY_EXISTS" });
  expect(calls).toEqual([]);
});

test("a path that RIFT's shells would take apart is refused", async () => {
  runDirectory = join(directory, "GW 150914", "pe");
  const { pipeline } = await rift();
  expect(await refusal(() => pipeline.buildDag())).toMatchObject({
    code: "PATH_UNSAFE",
    message: expect.stringContaining("The run directory") as string,
  });
});

test("an option of the config file that RIFT would pass over is refused, also one that a person wrote", async () => {
  const { pipeline, configFile } = await rift();
  writeFileSync(configFile, readFileSync(configFile, "utf8").replace("ile-n-eff =", "ile-neff ="));
  expect(await refusal(() => pipeline.buildDag())).toEqual({
    code: "BUILDER_IGNORED_OPTIONS",
    message: "util_RIFT_pseudo_pipe.py does not know options of the config file and would run without them: ile-neff",
  });
});

test("success is believed only when the workflow is there, and the builder's last words are shown", async () => {
  const stderr =
    "Traceback (most recent call last):\n  File \"x\", line 1\n    raise KeyError\nKeyError: 'channel-dict'\n(kill) No module named runmonitor\n";
  expect(await refusal(async () => (await rift({}, { result: { stderr } })).pipeline.buildDag())).toEqual({
    code: "BUILDER_FAILED",
    message: `util_RIFT_pseudo_pipe.py did not write ${join(runDirectory, dag)}\n  KeyError: 'channel-dict'`,
  });
  const stdout = "srate must be power of 2!\n FAILURE: helper call failed to generate required file helper_ile_args.txt\n";
  expect(await refusal(async () => (await rift({}, { result: { exitCode: 1, stdout } })).pipeline.buildDag())).toMatchObject({
    message: `util_RIFT_pseudo_pipe.py ended with exit code 1\n  srate must be power of 2!\n  FAILURE: helper call failed to generate required file helper_ile_args.txt`,
  });
});

test.each<[string, Settings, string]>([
  ["a file that is not there", { data: { "data files": { H1: "no.gwf" } } }, "DATA_FILE_MISSING"],
  ["a variable that no workflow file can hold", { scheduler: { "environment variables": { A: "x;y" } } }, "SETTING_UNSUITABLE"],
  ["variables that are no map", { scheduler: { "environment variables": "A=1" } }, "SETTING_UNSUITABLE"],
])("%s is refused", async (_, over, code) => {
  expect(await refusal(async () => (await rift(over)).pipeline.buildDag())).toMatchObject({ code });
});

test("a frame file whose name says nothing is refused", async () => {
  writeFileSync(join(directory, "strain.gwf"), "");
  const { pipeline } = await rift({ data: { "data files": { H1: "strain.gwf" } } });
  expect(await refusal(() => pipeline.buildDag())).toMatchObject({ code: "DATA_FILE_NAME" });
});

test("what RIFT will not do as the settings say is told", async () => {
  const told: string[] = [];
  await rift({ quality: { "maximum frequency": { L1: 448 } }, priors: { ra: 1, dec: 0 } }, { told });
  expect(told).toEqual([
    "RIFT has one maximum frequency for all detectors and takes that of the last one, L1: 448 Hz.",
    "RIFT has priors of its own for ra, dec, and passes over those of the settings.",
  ]);
});

const written =
  "approx l-max event-time fmin fmin-template force-mc-range force-chi-max force-chi-small-max internal-marginalize-distance internal-distance-max ile-n-eff ile-copies ile-sampler-method internal-ile-freezeadapt ile-runtime-max-minutes ile-jobs-per-worker ile-no-gpu cip-fit-method cip-sampler-method cip-explode-jobs cip-explode-jobs-auto internal-cip-use-lnL internal-propose-converge-last-stage internal-n-iterations-subdag-max internal-use-aligned-phase-coordinates internal-use-rescaled-transverse-spin-coordinates n-output-samples n-output-samples-last add-extrinsic batch-extrinsic add-extrinsic-time-resampling use-osg use-osg-file-transfer use-osg-cip internal-truncate-files-for-osg-file-transfer";
const help = written
  .split(" ")
  .map((name) => `  --${name}\n`)
  .join("");
