import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { build, end, frames } from "./builders.ts";
import { openLab, type Lab } from "./lab.ts";

// Workflows as real builders write them, run by the local scheduler to their end.
const prefix = process.env["ASIMOV_TEST_PYTHON"] ?? "";

test("bilby's in two parts that are merged, on the strain of GW150914", { timeout: 600_000 }, async () => {
  const lab = openLab();
  // Its jobs' files are moved, so that it must be one: the bare name, which bilby knows too, would keep the job from starting under HTCondor as well.
  const [noise] = globSync(join(prefix, "lib/python3*/site-packages/bilby/gw/detector/noise_curves/aLIGO_mid_psd.txt"));
  writeFileSync(join(lab.directory, "run.ini"), bilbyConfig.replaceAll("NOISE", noise!));
  build(lab, prefix, "bilby_pipe", ["run.ini"]);
  await lab.submit("bilby", join(lab.directory, "out/submit/dag_run.submit"));
  expect(await end(lab, "bilby", 300)).toMatchObject({ state: "completed", done: 5, total: 5 });
  const [result] = globSync(join(lab.directory, "out/final_result/*_merge_result.json"));
  const masses = chirpMasses(readFileSync(result!, "utf8"));
  expect(masses.length).toBeGreaterThan(10);
  // Of 31.4 solar masses in the detector's frame, as published; few samples, and a noise spectrum that is not the detectors' own.
  expect(Math.abs(masses.reduce((one, other) => one + other) / masses.length - 31.4)).toBeLessThan(2);
});

test("LALInference's, with its executables replaced by recorders: a sub-workflow, files that are copied to each job and back", async () => {
  const lab = openLab();
  // Its builder wants this name in the path of its runs.
  const run = join(lab.directory, "public_html/run");
  const config = readFileSync(join(import.meta.dirname, "lalinference.ini"), "utf8");
  writeFileSync(join(lab.directory, "times.txt"), "1126259462.416\n");
  writeFileSync(join(lab.directory, "run.ini"), config.replaceAll("PREFIX", prefix).replaceAll("DIRECTORY", lab.directory));
  for (const detector of ["H1", "L1"]) writeFileSync(join(lab.directory, `${detector}_psd.txt`), "20 1e-46\n");
  // It names files by the order of a set of detectors.
  build(lab, prefix, "lalinference_pipe", ["-r", run, "-p", run, "run.ini"], { USER: "root", PYTHONHASHSEED: "0" });
  record(lab, join(run, "engine_H1L1.sub"), "engine", engine);
  record(lab, join(run, "merge_runs.sub"), "merge", 'test -s "$1" && echo samples >"$3"');
  for (const name of ["resultspage", "skymap", "plotskymap"]) record(lab, join(run, `${name}.sub`), name, "exit 0");
  await lab.submit("lal", join(run, "multidag.dag"));
  expect(await end(lab, "lal", 60)).toMatchObject({ state: "completed" });
  const [first, second, ...others] = lab.lines("ran");
  expect([first, second, ...others.toSorted()]).toEqual(["engine", "merge", "plotskymap", "resultspage", "skymap"]);
  const outputs = globSync("*", { cwd: join(run, "engine") });
  expect(outputs.map((name) => name.replace(/^.*hdf5/, "")).toSorted()).toEqual(["", "H1-PSD.dat", "L1-PSD.dat", "_snr.txt"]);
});

/** Replaces the executable of a submit file by a shell script that says that it ran. */
function record({ directory }: Lab, submit: string, name: string, script: string): void {
  const file = join(directory, `${name}.sh`);
  writeFileSync(file, `#!/bin/sh\necho ${name} >>${join(directory, "ran")}\n${script}\n`, { mode: 0o755 });
  writeFileSync(submit, readFileSync(submit, "utf8").replace(/^executable = .*$/m, `executable = ${file}`));
}

// Reads what was copied to it, and writes what it is asked for, but for one file that the real one does not write either.
const engine = `[ -r ./H1_psd.txt ] && [ -r ./L1_psd.txt ] || exit 9
out=$(echo "$*" | sed 's/.*--outfile \\([^ ]*\\).*/\\1/')
for file in "$out" "\${out}H1-PSD.dat" "\${out}L1-PSD.dat"; do echo data >"$file"; done`;

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
psd-dict = {H1: NOISE, L1: NOISE}
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
