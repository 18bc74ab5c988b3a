import { execFileSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import type { Observation } from "../../../src/scheduler/index.ts";
import { openLab, until, type Lab } from "./lab.ts";

// Workflows as real builders write them, run by the local scheduler to their end.
const prefix = process.env["ASIMOV_TEST_PYTHON"] ?? "";
const strain = fileURLToPath(new URL("../../../../../examples/gw150914/data/", import.meta.url));
const frames = { H1: globSync(join(strain, "H-*.gwf"))[0]!, L1: globSync(join(strain, "L-*.gwf"))[0]! };

test("bilby's in two parts that are merged, on the strain of GW150914", { timeout: 600_000 }, async () => {
  const lab = openLab();
  writeFileSync(join(lab.directory, "run.ini"), bilbyConfig);
  build(lab, "bilby_pipe", ["run.ini"]);
  await lab.submit("bilby", join(lab.directory, "out/submit/dag_run.submit"));
  expect(await end(lab, "bilby", 300)).toMatchObject({ state: "completed", done: 5, total: 5 });
  const [result] = globSync(join(lab.directory, "out/final_result/*_merge_result.json"));
  const masses = chirpMasses(readFileSync(result!, "utf8"));
  expect(masses.length).toBeGreaterThan(10);
  // Of 31.4 solar masses in the detector's frame, as published; few samples, and a noise spectrum that is not the detectors' own.
  expect(Math.abs(masses.reduce((one, other) => one + other) / masses.length - 31.4)).toBeLessThan(2);
});

async function end(lab: Lab, token: string, seconds: number): Promise<Observation> {
  await until(async () => !["queued", "running"].includes((await lab.observe(token)).state), seconds);
  return lab.observe(token);
}

// Builders look for their own programs on the PATH.
function build({ directory }: Lab, program: string, args: readonly string[]): void {
  const env = { ...process.env, PATH: `${join(prefix, "bin")}:${process.env["PATH"]}` };
  execFileSync(join(prefix, "bin", program), args, { cwd: directory, env, stdio: "pipe" });
}

function chirpMasses(text: string): readonly number[] {
  const { posterior } = JSON.parse(text) as { readonly posterior: { readonly content: { readonly chirp_mass: readonly number[] } } };
  return posterior.content.chirp_mass;
}

const bilbyConfig = `label = run
outdir = out
accounting = none.of.yours
detectors = [H1, L1]
duration = 4
sampling-frequency = 512
minimum-frequency = 20
maximum-frequency = 256
reference-frequency = 20
trigger-time = 1126259462.4
data-dict = {H1: ${frames.H1}, L1: ${frames.L1}}
data-format = gwf
channel-dict = {H1: GWOSC-4KHZ_R1_STRAIN, L1: GWOSC-4KHZ_R1_STRAIN}
psd-dict = {H1: aLIGO_mid_psd.txt, L1: aLIGO_mid_psd.txt}
waveform-approximant = IMRPhenomD
frequency-domain-source-model = lal_binary_black_hole
default-prior = BBHPriorDict
phase-marginalization = True
prior-dict = {
chirp_mass = bilby.gw.prior.UniformInComponentsChirpMass(name='chirp_mass', minimum=28, maximum=35),
mass_ratio = bilby.gw.prior.UniformInComponentsMassRatio(name='mass_ratio', minimum=0.5, maximum=1.0),
luminosity_distance = PowerLaw(alpha=2, name='luminosity_distance', minimum=200, maximum=1500, unit='Mpc'),
chi_1 = 0,
chi_2 = 0,
theta_jn = 2.7,
psi = 1.2,
phase = Uniform(name='phase', minimum=0, maximum=2 * np.pi, boundary='periodic'),
ra = 1.95,
dec = -1.27,
geocent_time = 1126259462.41,
}
sampler = dynesty
sampling-seed = 7
sampler-kwargs = {nlive: 50, sample: rwalk, naccept: 2, dlogz: 5.0, check_point_plot: False}
n-parallel = 2
result-format = json
`;
