import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Settings } from "@asimov-gw/core/pipeline";

import { Bilby } from "../src/bilby.ts";
import { bilbyIn, refusal, runProgram } from "./fake.ts";
import { withSettings } from "./settings.ts";

// The real bilby_pipe, on real strain, job by job as its DAGMan file says.
const prefix = process.env["ASIMOV_TEST_PYTHON"] ?? "";
const strain = fileURLToPath(new URL("../../../examples/gw150914/data/", import.meta.url));
const data = {
  format: "gwf",
  "segment length": 4,
  "data files": Object.fromEntries(["H1", "L1"].map((detector) => [detector, globSync(join(strain, `${detector[0]}-*.gwf`))[0]!])),
  channels: { H1: "H1:GWOSC-4KHZ_R1_STRAIN", L1: "L1:GWOSC-4KHZ_R1_STRAIN" },
};
let directory: string;

beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "bilby-e2e-")));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** An analysis `name` with its config file written, as core does it before the builder runs. */
async function analysis(name: string, over: Settings): Promise<Bilby> {
  const [design] = globSync(join(prefix, "lib", "python*", "site-packages", "bilby", "gw", "detector", "noise_curves", "aLIGO_mid_psd.txt"));
  const configFile = join(directory, "checkouts", `${name}.ini`);
  const bilby = bilbyIn({
    prefix,
    analysis: {
      slug: name,
      settings: withSettings({ data, ...over }),
      psds: { H1: design!, L1: design! },
      projectDirectory: directory,
      runDirectory: join(directory, "working", name),
      configFile,
    },
  });
  await bilby.beforeConfig();
  mkdirSync(dirname(configFile), { recursive: true });
  writeFileSync(configFile, (await bilby.analysis.makeConfig()).text);
  return bilby;
}

describe("an analysis of real strain", () => {
  const kwargs = { nlive: 50, sample: "rwalk", naccept: 2, dlogz: 10, check_point_plot: false, print_method: "interval-1" };
  let bilby: Bilby;

  beforeAll(async () => {
    bilby = await analysis("pe", { sampler: { "sampler kwargs": kwargs } });
  });

  test("is built where it should be, and not twice", async () => {
    const runDirectory = join(directory, "working", "pe");
    expect(await bilby.buildDag()).toEqual({ file: join(runDirectory, "submit", "dag_pe.submit"), directory: join(directory, "working") });
    expect(await refusal(() => bilby.buildDag())).toMatchObject({ code: "RUN_DIRECTORY_EXISTS" });
    expect(await bilby.checkProgress()).toMatchObject({ stage: "generation" });
    expect(await bilby.detectCompletion()).toBe(false);
  });

  test("runs to a final result that counts as complete", async () => {
    for (const job of jobs(join(directory, "working", "pe", "submit"))) {
      const { exitCode, stdout, stderr } = await runProgram(job.executable, job.args, {
        directory: join(directory, "working"),
        environment: job.environment,
      });
      expect([job.node, exitCode, exitCode === 0 ? "" : stderr]).toEqual([job.node, 0, ""]);
      writeFileSync(job.output, stdout);
      if (job.node.includes("_analysis_") && !job.node.includes("final")) {
        expect(await bilby.detectCompletion()).toBe(false);
      }
    }
    expect(await bilby.checkProgress()).toMatchObject({ stage: "final" });
    expect(await bilby.detectCompletion()).toBe(true);
    const { samples } = await bilby.collectAssets();
    expect(samples).toEqual([result("json")]);
  });

  test("is read alike in each format, and where there is little memory to address", async () => {
    const convert = `import sys; from bilby.core.result import read_in_result as r
for form in ("hdf5", "pickle"): r(sys.argv[1]).save_to_file(extension=form, outdir=sys.argv[2], overwrite=True)`;
    const outcome = await runProgram(join(prefix, "bin", "python"), ["-c", convert, result("json"), join(directory, "converted")]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    const config = join(directory, "working", "pe", "pe_config_complete.ini");
    const withFormat = readFileSync(config, "utf8");
    const evidences: unknown[] = [];
    for (const [format, extension] of [
      ["json", "json"],
      ["hdf5", "hdf5"],
      ["pickle", "pkl"],
    ] as const) {
      writeFileSync(config, withFormat.replace(/^result-format=.*$/m, `result-format=${format}`));
      if (format !== "json") copyFileSync(join(directory, "converted", basename(result(extension))), result(extension));
      for (const limit of ["unlimited", "4000000"]) {
        const { exitCode, stdout, stderr } = await runProgram("bash", [
          "-c",
          `ulimit -v ${limit}; exec "$@"`,
          "bash",
          process.execPath,
          ...readingIn(prefix, join(directory, "working", "pe")),
        ]);
        expect([format, limit, exitCode, exitCode === 0 ? "" : stderr]).toEqual([format, limit, 0, ""]);
        evidences.push(JSON.parse(stdout));
      }
    }
    expect(evidences[0]).toMatchObject({ samples: expect.any(Number), log_evidence: expect.any(Number), log_bayes_factor: expect.any(Number) });
    for (const one of evidences) expect(one).toEqual(evidences[0]);
  });
});

/** The final result in a format. */
function result(extension: string): string {
  return join(directory, "working", "pe", "final_result", `pe_data0_1126259462-4_analysis_H1L1_result.${extension}`);
}

/** The words after node that print the evidence of a complete run. */
function readingIn(environment: string, runDirectory: string): readonly string[] {
  const fake = new URL("fake.ts", import.meta.url).href;
  const program = `import { readFileSync } from "node:fs";
const { bilbyIn } = await import(${JSON.stringify(fake)});
const bilby = bilbyIn({ prefix: ${JSON.stringify(environment)}, analysis: { runDirectory: ${JSON.stringify(runDirectory)} } });
if (!(await bilby.detectCompletion())) throw new Error("it is not complete");
const { file, ...numbers } = JSON.parse(readFileSync((await bilby.collectAssets()).evidence, "utf8")).results[0];
console.log(JSON.stringify(numbers));`;
  return ["--conditions=@asimov-gw/source", "--input-type=module", "--eval", program];
}

test("every option that the template can write is known to bilby_pipe, with a value that it accepts", async () => {
  const file = join(directory, "envelope.dat");
  writeFileSync(file, "1 1 1 1 1 1 1\n2 1 1 1 1 1 1\n");
  // bilby_pipe adds its defaults to what is incomplete.
  const completeKwargs = { nlive: 100, naccept: 60, check_point_plot: true, check_point_delta_t: 1800, print_method: "interval-60", sample: "rwalk" };
  const over: Settings = {
    data: {
      ...data,
      calibration: { H1: file, L1: file, "correction type": "data" },
      "frame types": { H1: "H1_HOFT", L1: "L1_HOFT" },
      "datafind url type": "file",
    },
    likelihood: {
      "sample rate": 1024.4,
      "psd length": 32.6,
      "roll off time": 0.2,
      "start frequency": 15,
      "coherence test": true,
      marginalization: { distance: false, phase: false, time: true, "distance lookup": "table.npz" },
      "relative binning": { "fiducial parameters": { chirp_mass: 30, mass_ratio: 0.9 }, "update fiducial parameters": true },
      roq: { folder: "roq", weights: "w.hdf5", "weight format": "hdf5", "linear matrix": file, "quadratic matrix": file },
      kwargs: { calibration_lookup_table: "None" },
    },
    waveform: {
      approximant: "IMRPhenomXPHM",
      "reference frequency": 20,
      arguments: { PhenomXHMReleaseVersion: 122022 },
      "mode array": [
        [2, 2],
        [2, -2],
      ],
      "conversion function": "bilby.gw.conversion.convert_to_lal_binary_black_hole_parameters",
    },
    priors: {
      "chirp mass": { minimum: 21, maximum: 42 },
      "mass ratio": { minimum: 0.125, maximum: 1 },
      "mass 1": {},
      "total mass": { minimum: 10, maximum: 200 },
      "spin 1": { maximum: 0.8 },
      "spin 2": { type: "bilby.core.prior.Uniform", minimum: 0, maximum: 0.9 },
      "tilt 1": {},
      "tilt 2": "np.pi / 2",
      "phi 12": {},
      "phi jl": { minimum: 0, maximum: "2 * np.pi" },
      "luminosity distance": { type: "UniformSourceFrame", minimum: 100, maximum: 5000, cosmology: "Planck15" },
      psi: { minimum: 0, maximum: "np.pi", boundary: "periodic", "latex label": "$\\psi$" },
    },
    sampler: { "sampler kwargs": completeKwargs },
    scheduler: {
      "transfer files": true,
      "additional files": [file, "s.dat"],
      "environment variables": { LAL_DATA_PATH: "/lal", OMP_NUM_THREADS: 1 },
      "request generation memory": 3,
      "desired sites": "nogrid",
      queue: "Q",
    },
    cosmology: "Planck15",
    "pipeline options": { "psd-method": "welch", "plot-corner": true, getenv: ["HOME", "USER"], "generation-seed": 7, "condor-job-priority": 3 },
  };
  writeFileSync(join(directory, "s.dat"), "");
  const bilby = await analysis("everything", over);
  await expect(bilby.buildDag()).resolves.toMatchObject({ directory: join(directory, "working") });
  const [asked, understood] = await Promise.all([
    Bilby.readIni(bilby.analysis.configFile),
    Bilby.readIni(join(directory, "working", "everything", "everything_config_complete.ini")),
  ]);
  const names = Object.keys(asked).filter((name) => !["label", "outdir"].includes(name));
  expect(names.length).toBeGreaterThan(60);
  expect(Object.fromEntries(names.map((name) => [name, meaning(understood[name])]))).toEqual(
    Object.fromEntries(names.map((name) => [name, meaning(asked[name])])),
  );
});

test("what bilby_pipe refuses is told in its own words", async () => {
  const bilby = await analysis("wrong", {
    waveform: { approximant: "IMRPhenomD", "reference frequency": 20 },
    priors: { "chirp mass": { type: "bilby.gw.prior.Nonesuch" } },
  });
  expect(await refusal(() => bilby.buildDag())).toEqual({
    code: "BUILDER_FAILED",
    message: "bilby_pipe ended with exit code 1\n  TypeError: Unable to parse prior class Nonesuch",
  });
});

/** An option's value without what makes no difference to bilby_pipe: quotes, blanks, and how numbers are written. */
function meaning(value = ""): string {
  const bare = value.replaceAll(/['"\s]|,(?=\s*\})/g, "").replaceAll("=", ":");
  return bare.replaceAll(/(?<![\w.])-?\d+\.\d+(?![\w.])/g, (number) => String(Number(number)));
}

interface Job {
  readonly node: string;
  readonly executable: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly output: string;
}

/** The jobs of a DAGMan file in the order of the file, which is one in which they can run. */
function jobs(submit: string): readonly Job[] {
  const dag = readFileSync(globSync(join(submit, "dag_*.submit"))[0]!, "utf8");
  return [...dag.matchAll(/^JOB (\S+) (\S+)\nVARS \S+ ARGS="(.*)"$/gm)].map(([, node = "", file = "", args = ""]) => {
    const description = readFileSync(join(submit, "..", "..", file), "utf8");
    const command = (name: string): string => new RegExp(`^${name} *= *(.*)$`, "m").exec(description)?.[1] ?? "";
    const environment = Object.fromEntries(
      command("environment")
        .replaceAll('"', "")
        .split(" ")
        .map((pair) => pair.split("=") as [string, string]),
    );
    return { node, executable: command("executable"), args: args.split(" "), environment, output: join(command("initialdir"), command("output")) };
  });
}
