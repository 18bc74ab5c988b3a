import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { summarise, type Evidence } from "@asimov-gw/results";

interface Expected {
  readonly samples: number;
  /** Median, 5 % and 95 % quantile by numpy. */
  readonly parameters: Readonly<Record<string, readonly [number, number, number]>>;
}

const expected = JSON.parse(readFileSync(fixture("expected.json"), "utf8")) as Readonly<Record<string, Readonly<Record<string, Expected>>>>;

const formats = {
  "bilby_result.json": "bilby JSON",
  "bilby_result.hdf5": "bilby HDF5",
  "pesummary_posterior_samples.h5": "PESummary HDF5",
  "pesummary_posterior_samples.json": "PESummary JSON",
  "GW150914_pesummary.dat": "PESummary text",
  "RIFT_posterior_samples-2.dat": "RIFT text",
  "RIFT_extrinsic_posterior_samples.dat": "RIFT text",
  "lalinference_posterior.hdf5": "LALInference HDF5",
} as const;

test.each(Object.entries(formats))("%s: format, samples and every quantile as numpy has them", async (name, format) => {
  const result = await summarise(fixture(name));
  expect(result).toMatchObject({ file: fixture(name), format });
  expect(result.posteriors.map(({ label = "" }) => label)).toEqual(Object.keys(expected[name]!));
  for (const { label = "", samples, parameters } of result.posteriors) {
    const wanted = expected[name]![label]!;
    expect(samples).toBe(wanted.samples);
    expect(parameters.map((one) => one.name).toSorted()).toEqual(Object.keys(wanted.parameters).toSorted());
    for (const { name: parameter, median, lower, upper, missing } of parameters) {
      expect(missing).toBe(0);
      for (const [index, value] of [median, lower, upper].entries()) {
        const numpy = wanted.parameters[parameter]![index]!;
        // The same to the last digits: programs differ in how they round between two samples.
        expect([parameter, Math.abs(value - numpy) <= 1e-14 * Math.abs(numpy)]).toEqual([parameter, true]);
      }
    }
  }
});

const bilby: Evidence = {
  logEvidence: -1710.7543340028296,
  error: 0.6457559545982338,
  logBayesFactor: 264.76217939088235,
  logNoiseEvidence: -1975.516513393712,
};

test.each<[string, readonly Evidence[]]>([
  ["bilby_result.json", [bilby]],
  ["bilby_result.hdf5", [bilby]],
  ["pesummary_posterior_samples.h5", [{ logEvidence: -2863.67, error: 0.6, logBayesFactor: 275.67, logNoiseEvidence: -3139.34 }, {}]],
  ["lalinference_posterior.hdf5", [{ logEvidence: -3287.5781360848196, logBayesFactor: 306.4822653950614, logNoiseEvidence: -3594.060401479881 }]],
  ["RIFT_posterior_samples-2.dat", [{}]],
])("%s: the evidence that the file has", async (name, evidences) => {
  expect((await summarise(fixture(name))).posteriors.map(({ evidence }) => evidence)).toEqual(evidences);
});

test("columns of texts and complex numbers are named, and no parameters", async () => {
  const others = ["H1_matched_filter_snr", "L1_matched_filter_snr", "waveform_approximant"];
  for (const name of ["bilby_result.json", "bilby_result.hdf5"]) {
    const [posterior] = (await summarise(fixture(name))).posteriors;
    expect(posterior!.others.toSorted()).toEqual(others);
  }
});

test("the parameters that were sampled are named where the file does", async () => {
  const sampled = ["chirp_mass", "mass_ratio", "luminosity_distance", "geocent_time"];
  for (const name of ["bilby_result.json", "bilby_result.hdf5"]) expect((await summarise(fixture(name))).posteriors).toMatchObject([{ sampled }]);
  expect((await summarise(fixture("RIFT_posterior_samples-2.dat"))).posteriors[0]).not.toHaveProperty("sampled");
});

function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}
