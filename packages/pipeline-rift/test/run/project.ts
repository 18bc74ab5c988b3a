import { globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { RunResult, Settings } from "@asimov-gw/core/pipeline";

import { runProgram } from "../fake.ts";
import { withSettings } from "../settings.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const strain = join(root, "examples", "gw150914", "data");

/** A project with RIFT on the strain of GW150914, and a command that works in it. */
export interface RiftProject {
  readonly directory: string;
  readonly runDirectory: string;
  readonly asimov: (...args: readonly string[]) => Promise<RunResult>;
  /** The chirp masses of the samples in the store, in their order of size. */
  readonly chirpMasses: () => readonly number[];
  readonly remove: () => void;
}

// 20 points in two iterations: too few for science, and enough for every kind of job.
const rift: Settings = {
  kind: "analysis",
  name: "rift",
  pipeline: "rift",
  event: "GW150914",
  needs: ["psd"],
  likelihood: { assume: ["no spin"], marginalization: { distance: true } },
  waveform: { approximant: "IMRPhenomD", "reference frequency": 20, "maximum mode": 2 },
  sampler: {
    "force iterations": 2,
    "n input samples": 20,
    "n output samples": 500,
    "n output samples last": 40,
    ile: {
      gpu: false,
      "n eff": 5,
      "jobs per worker": 10,
      "sampling method": "adaptive_cartesian_gpu",
      "runtime max minutes": 60,
      "request disk": "4M",
      "manual extra args": ["--data-integration-window-half 0.1", "--seed 150914"],
    },
    cip: { "explode jobs": 1, "explode jobs auto": false },
  },
  scheduler: { "environment variables": { OMP_NUM_THREADS: 1, RIFT_LOWLATENCY: "True" } },
  "pipeline options": {
    "force-eta-range": "[0.22,0.24999999]",
    "force-initial-grid-size": 20,
    "internal-ile-n-max": 20000,
    "internal-ile-request-memory": 1000,
    "internal-cip-request-memory": 2000,
    "cip-explode-jobs-last": 1,
  },
};

/** Makes the project; `over` is laid over the settings of the analysis, and `configuration` added to that of the machine. */
export async function makeProject(
  environment: Readonly<Record<string, string>>,
  over: Settings = {},
  configuration: readonly string[] = [],
): Promise<RiftProject> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "rift-project-")));
  const runDirectory = join(directory, "working", "GW150914", "rift");
  const asimov: RiftProject["asimov"] = (...args) => runProgram(join(root, "asimov"), args, { directory, environment });
  const frames = (observatory: string): string => globSync(join(strain, `${observatory}-*.gwf`))[0]!;
  const event: Settings = {
    kind: "event",
    name: "GW150914",
    "event time": 1126259462.416,
    interferometers: ["H1", "L1"],
    data: {
      "segment length": 4,
      "data files": { H1: frames("H"), L1: frames("L") },
      channels: { H1: "H1:GWOSC-4KHZ_R1_STRAIN", L1: "L1:GWOSC-4KHZ_R1_STRAIN" },
    },
    quality: { "minimum frequency": { H1: 20, L1: 20 }, "maximum frequency": { H1: 400, L1: 400 } },
    likelihood: { "sample rate": 1024, "start frequency": 20 },
    priors: {
      "chirp mass": { minimum: 28, maximum: 34 },
      "mass ratio": { minimum: 0.25, maximum: 1 },
      "luminosity distance": { type: "PowerLaw", alpha: 2, minimum: 1, maximum: 1500 },
    },
    coinc: { "mass 1": 38.5, "mass 2": 33, snr: 17 },
  };
  const psd: Settings = { kind: "analysis", name: "psd", pipeline: "welch", event: "GW150914" };
  mkdirSync(join(directory, "blueprints"));
  const documents = [event, psd, withSettings(over, rift)];
  // YAML has JSON in it.
  writeFileSync(join(directory, "blueprints", "all.yaml"), documents.map((document) => JSON.stringify(document)).join("\n---\n"));
  const begun = await asimov("init", "RIFT");
  if (begun.exitCode !== 0) throw new Error(begun.stderr);
  const programs = [
    "pipelines:",
    `  rift: {environment: ${process.env["ASIMOV_TEST_RIFT"] ?? ""}}`,
    `  welch: {environment: ${process.env["ASIMOV_TEST_PYTHON"] ?? ""}}`,
  ];
  const lines = [...programs, "accounting: {group: none.of.yours, user: albert.einstein}", ...configuration];
  writeFileSync(join(directory, ".asimov", "config.yaml"), `${lines.join("\n")}\n`);
  const applied = await asimov("apply", "-f", "blueprints/all.yaml");
  if (applied.exitCode !== 0) throw new Error(applied.stderr);
  const chirpMasses = (): readonly number[] => {
    const [file] = globSync(join(directory, "results", "GW150914", "rift", "*", "extrinsic_posterior_samples.dat"));
    const lines = readFileSync(file!, "utf8").split("\n");
    const column = lines
      .find((line) => line.startsWith("#"))!
      .replaceAll("#", " ")
      .trim()
      .split(/\s+/)
      .indexOf("mc");
    return lines.flatMap((line) => (line === "" || line.startsWith("#") ? [] : Number(line.trim().split(/\s+/)[column]))).toSorted((a, b) => a - b);
  };
  return { directory, runDirectory, asimov, chirpMasses, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
