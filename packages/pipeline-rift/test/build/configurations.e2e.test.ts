import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { AsimovErrors } from "@asimov-gw/core/system";
import { prepareWorkflow } from "@asimov-gw/core/workflow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { riftIn, runProgram } from "../fake.ts";
import { withSettings } from "../settings.ts";
import { always, configurations, type Configuration, type TestFiles } from "./configurations.ts";
import { makeFiles } from "./files.ts";

// RIFT's real builder on config files from our settings. All configurations: npm run acceptance.
const rift = process.env["ASIMOV_TEST_RIFT"] ?? "";
const python = process.env["ASIMOV_TEST_PYTHON"] ?? "";
const directory = realpathSync(mkdtempSync(join(tmpdir(), "rift-build-")));
const strain = fileURLToPath(new URL("../../../../examples/gw150914/data/", import.meta.url));
const frames = Object.fromEntries(["H1", "L1"].map((detector) => [detector, globSync(join(strain, `${detector[0]}-*.gwf`))[0]!]));
const files: TestFiles = {
  bilbyConfig: join(directory, "bilby.ini"),
  samples: join(directory, "first_result.json"),
  table: join(directory, "table.npz"),
  grid: join(directory, "grid.xml.gz"),
  xml: { H1: join(directory, "xml", "H1-psd.xml.gz"), L1: join(directory, "xml", "L1-psd.xml.gz") },
  envelope: join(directory, "envelope.txt"),
};
const psds = { H1: join(directory, "H1_psd.txt"), L1: join(directory, "L1_psd.txt") };
const all = Object.entries(configurations(files));

beforeAll(() => makeFiles(rift, directory, files, psds));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each(process.env["ASIMOV_RIFT_CONFIGURATIONS"] === "all" ? all : all.slice(0, 2))("%s", (name, configuration) => {
  const slug = name.replaceAll(/[^a-z]+/gi, "-");
  const runDirectory = join(directory, "working", slug);
  const configFile = join(directory, "checkouts", `${slug}.ini`);
  const told: string[] = [];
  const pipeline = pipelineOf(configuration, { runDirectory, configFile, slug }, told);

  test("the builder writes its workflow, which core reads", async () => {
    await pipeline.beforeConfig();
    mkdirSync(dirname(configFile), { recursive: true });
    writeFileSync(configFile, (await pipeline.analysis.makeConfig()).text);
    const built = await pipeline.buildDag();
    expect(built).toEqual({ file: join(runDirectory, "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag"), directory: runDirectory });
    expect(readdirSync(runDirectory)).toEqual(
      expect.arrayContaining(["H1-psd.xml.gz", "L1-psd.xml.gz", "inputs", "local.cache", "proposed-grid.xml.gz"]),
    );
    expect(existsSync(join(directory, "working", `.${slug}.inputs`))).toBe(false);
    const reading = prepareWorkflow(built.file, { directory: runDirectory, environment: {} });
    if (configuration.onlyHTCondor) {
      const refused = (await reading.catch((error: unknown) => error)) as AsimovErrors;
      expect(new Set(refused.errors.map(({ message }) => message.replace(/ \(.*/, "")))).toEqual(
        new Set(["transfer_input_files: osdf:///igwn/rift.sif is not supported: only files are moved here"]),
      );
    } else {
      const { workflow } = await reading;
      expect(workflow.nodes.length).toBeGreaterThan(20);
      expect(workflow.environment?.["PATH"]).toMatch(new RegExp(`^${rift}/bin:`));
    }
    const likelihoods = readFileSync(join(runDirectory, "args_ile.txt"), "utf8");
    for (const text of configuration.arguments ?? []) expect(likelihoods).toContain(text);
    await expect(pipeline.detectCompletion()).resolves.toBe(false);
    await expect(pipeline.checkProgress()).resolves.toMatchObject({ stage: "iterations", done: 0 });
  });

  test("RIFT reads every value as the settings have it, nothing empty and nothing that it does not know", async () => {
    const inputs = join(directory, "working", `.${slug}.inputs`);
    const { own, others } = (await read(configFile))[configFile]!;
    const expected = Object.entries({ ...always, ...configuration.own }).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, typeof value === "string" ? value.replace("INPUTS", inputs) : value] as const],
    );
    expect(own).toEqual(Object.fromEntries(expected));
    expect(others).toEqual({ ...elsewhere(runDirectory, inputs), ...configuration.others });
    expect(Object.values({ ...own, ...others })).not.toContain("");
  });
});

function pipelineOf(
  { settings, needs = [] }: Configuration,
  places: Readonly<Record<"runDirectory" | "configFile" | "slug", string>>,
  told: string[],
) {
  const scheduler = {
    "environment variables": { RIFT_LOWLATENCY: "True", OMP_NUM_THREADS: 1, PATH: `${join(python, "bin")}:${process.env["PATH"]}` },
  };
  const over = withSettings({ data: { "data files": frames }, scheduler }, withSettings(settings));
  return riftIn({
    prefix: rift,
    accounting: { group: "none.of.yours", user: "albert.einstein" },
    told,
    analysis: { ...places, settings: over, needs, psds, projectDirectory: directory },
  });
}

function elsewhere(runDirectory: string, inputs: string): Readonly<Record<string, unknown>> {
  const programs =
    "ligolw_print=ligolw_print coherencetest=lalinference_coherence_test ligo-skymap-from-samples=ligo-skymap-from-samples ligo-skymap-plot=ligo-skymap-plot processareas=process_areas computeroqweights=lalinference_compute_roq_weights mpiwrapper=lalinference_mpi_wrapper gracedb=gracedb ppanalysis=cbcBayesPPAnalysis pos_to_sim_inspiral=cbcBayesPosToSimInspiral mpirun=mpirun";
  return {
    "analysis.ifos": ["H1", "L1"],
    "analysis.nparallel": "4",
    "analysis.upload-to-gracedb": "False",
    "analysis.singularity": "False",
    "analysis.osg": "False",
    "paths.webdir": join(runDirectory, "pages"),
    "input.max-psd-length": "10000",
    "input.padding": "16",
    "input.minimum_realizations_number": "8",
    "input.events": "all",
    "input.analyse-all-time": "False",
    "input.timeslides": "False",
    "input.ignore-gracedb-psd": "True",
    "input.threshold-snr": "3",
    "input.ignore-state-vector": "True",
    "condor.lalsuite-install": rift,
    ...Object.fromEntries(programs.split(" ").map((pair) => [`condor.${pair.split("=")[0]}`, join(rift, "bin", pair.split("=")[1]!)])),
    "condor.accounting_group": "none.of.yours",
    "condor.accounting_group_user": "albert.einstein",
    "datafind.url-type": "file",
    "data.channels": { H1: "H1:GWOSC-4KHZ_R1_STRAIN", L1: "L1:GWOSC-4KHZ_R1_STRAIN" },
    "lalinference.flow": { H1: 20, L1: 20 },
    "lalinference.fhigh": { H1: 400, L1: 400 },
    "lalinference.fake-cache": { H1: join(inputs, "H1.cache"), L1: join(inputs, "L1.cache") },
    "engine.fref": 20,
    "engine.fmin-template": "20",
    "engine.approx": "IMRPhenomD",
    "engine.amporder": "0",
    "engine.seglen": 4,
    "engine.srate": 1024,
    "engine.H1-psd": `"${psds.H1}"`,
    "engine.L1-psd": `"${psds.L1}"`,
    "engine.a_spin1-max": "0.9",
    "engine.a_spin2-max": "0.8",
    "engine.chirpmass-min": "28",
    "engine.chirpmass-max": "34",
    "engine.q-min": "0.25",
    "engine.q-max": "1",
    "engine.distance-min": "10",
    "engine.distance-max": "1500",
    "skyarea.maxpts": "2000",
    "resultspage.skyres": "0.5",
    "resultspage.deltaLogP": "7.5",
    "ligo-skymap-from-samples.enable-multiresolution": "True",
    "ligo-skymap-plot.annotate": "True",
    "ligo-skymap-plot.contour": "50 90",
  };
}

interface Read {
  readonly own: Readonly<Record<string, unknown>>;
  readonly others: Readonly<Record<string, unknown>>;
}

async function read(...configs: readonly string[]): Promise<Readonly<Record<string, Read>>> {
  const script = fileURLToPath(new URL("read.py", import.meta.url));
  const { exitCode, stdout, stderr } = await runProgram(join(rift, "bin", "python3"), [script, ...configs]);
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Readonly<Record<string, Read>>;
}
