import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test, vi } from "vitest";

import { build, end, frames, pathOf } from "./builders.ts";
import { openLab } from "./lab.ts";

// RIFT's workflow as its own builder writes it, run by the local scheduler to its end.
const prefix = process.env["ASIMOV_TEST_PYTHON"] ?? "";
const rift = process.env["ASIMOV_TEST_RIFT"] ?? "";

test("RIFT's on the strain of GW150914: iterations that end when they agree, and samples of all parameters", { timeout: 1_500_000 }, async () => {
  const lab = openLab();
  for (const file of Object.values(frames)) symlinkSync(file, join(lab.directory, basename(file)));
  for (const name of ["GW150914.ini", "coinc.xml"]) cpSync(join(import.meta.dirname, "rift", name), join(lab.directory, name));
  const variables = { LIGO_USER_NAME: "albert.einstein", LIGO_ACCOUNTING: "none.of.yours", RIFT_LOWLATENCY: "True", OMP_NUM_THREADS: "1" };
  build(lab, prefix, "python3", ["-c", spectra, ...Object.entries(frames).flat()]);
  for (const detector of ["H1", "L1"])
    build(lab, rift, "convert_psd_ascii2xml", ["--fname-psd-ascii", `${detector}_psd.txt`, "--ifo", detector, "--conventional-postfix"]);
  const lines = Object.values(frames).map((file) => `${basename(file, ".gwf").replaceAll("-", " ")} file://localhost${file}\n`);
  writeFileSync(join(lab.directory, "local.cache"), lines.join(""));
  const place = (name: string): string => join(lab.directory, name);
  const args = [
    "--use-ini",
    place("GW150914.ini"),
    "--use-coinc",
    place("coinc.xml"),
    "--use-rundir",
    place("run"),
    "--fake-data-cache",
    place("local.cache"),
  ];
  build(lab, rift, "util_RIFT_pseudo_pipe.py", args, variables);
  for (const name of ["H1-psd.xml.gz", "L1-psd.xml.gz"]) cpSync(place(name), join(place("run"), name));
  for (const [name, value] of Object.entries({ ...variables, PATH: pathOf(rift) })) vi.stubEnv(name, value);
  const file = join(place("run"), "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag");
  await lab.scheduler.submit({ token: "rift", name: "test/rift", file, directory: place("run") });
  vi.unstubAllEnvs();
  expect(await end(lab, "rift", 1200)).toMatchObject({ state: "completed" });
  expect(lab.lines("run/extrinsic_posterior_samples.dat").length).toBeGreaterThan(50);
});

// Noise spectra of the strain itself, as text: frequency in Hz, and power per Hz.
const spectra = `
import sys
import numpy
from gwpy.timeseries import TimeSeries
for detector, file in zip(sys.argv[1::2], sys.argv[2::2]):
    spectrum = TimeSeries.read(file, f"{detector}:GWOSC-4KHZ_R1_STRAIN").psd(4, 2, method="median", window="hann")
    numpy.savetxt(f"{detector}_psd.txt", numpy.c_[spectrum.frequencies.value, spectrum.value])
`;
