import { expect, test } from "vitest";

import { labelsFor } from "../src/sources/labels.ts";
import { combinedSources, withoutSamples } from "../src/sources/index.ts";
import { combined, refusal } from "./fake.ts";

const projectDirectory = "/project";

test("labels are what PESummary leaves as it is, each another one", () => {
  expect(labelsFor(["pe", "pe-IMRPhenomD", "pe.1", "a b"])).toEqual(["pe", "pe_IMRPhenomD", "pe_1", "a_b"]);
  expect(labelsFor(["version", "history", "posterior_samples"])).toEqual(["analysis_version", "analysis_history", "analysis_posterior_samples"]);
  expect(labelsFor(["a-b", "a.b", "a_b_1", "a_b"])).toEqual(["a_b_2", "a_b_3", "a_b_1", "a_b_4"]);
});

test("of each analysis: its samples, config file, approximant, frequencies, PSDs and calibration", () => {
  const one = combined("pe-1", {
    assets: { samples: ["/r/one.hdf5"], config: "/c/one.ini" },
    settings: {
      interferometers: ["H1", "V1"],
      waveform: { approximant: "IMRPhenomXPHM", "reference frequency": 25 },
      quality: { "minimum frequency": { H1: 30, V1: 25, L1: 10 } },
      data: { calibration: { H1: "cal/H1.txt", V1: "/cal/V1.txt", L1: "/cal/L1.txt" } },
    },
    psds: { H1: "/psd/H1.dat" },
  });
  expect(combinedSources({ analyses: [one, combined("psd", { assets: {} }), combined("pe-2")], projectDirectory })).toEqual([
    {
      label: "pe_1",
      samples: "/r/one.hdf5",
      config: "/c/one.ini",
      approximant: "IMRPhenomXPHM",
      lowestFrequency: 25,
      referenceFrequency: 25,
      psds: { H1: "/psd/H1.dat" },
      calibration: { H1: { file: "/project/cal/H1.txt", definition: "data" }, V1: { file: "/cal/V1.txt", definition: "template" } },
    },
    { label: "pe_2", samples: "/project/working/GW150914/pe-2/samples.dat", psds: {}, calibration: {} },
  ]);
  expect(withoutSamples({ analyses: [one, combined("psd", { assets: {} })] })).toEqual(["psd"]);
});

test("several files of one analysis are told apart, and so are analyses of several events", () => {
  const files = combined("pe", { assets: { samples: { H1: "/r/H1.dat", L1: "/r/L1.dat" } } });
  expect(combinedSources({ analyses: [files], projectDirectory }).map(({ label, samples }) => [label, samples])).toEqual([
    ["pe_1", "/r/H1.dat"],
    ["pe_2", "/r/L1.dat"],
  ]);
  const others = [combined("pe"), combined("pe", { subject: "GW170814" })];
  expect(combinedSources({ analyses: others, projectDirectory }).map(({ label }) => label)).toEqual(["GW150914_pe", "GW170814_pe"]);
});

test("envelopes that were not used are not told of, and what they correct has to be known", async () => {
  const calibrated = (calibration: object, likelihood = {}): ReturnType<typeof combined> =>
    combined("pe", { settings: { interferometers: ["H1"], data: { calibration: { H1: "/cal", ...calibration } }, likelihood } });
  const calibrationOf = (one: ReturnType<typeof combined>): unknown => combinedSources({ analyses: [one], projectDirectory })[0]?.calibration;
  expect(calibrationOf(calibrated({}, { calibration: { sample: false } }))).toEqual({});
  expect(calibrationOf(calibrated({ "correction type": "template" }))).toEqual({ H1: { file: "/cal", definition: "template" } });
  expect(calibrationOf(calibrated({ "correction type": { H1: "template" } }))).toEqual({ H1: { file: "/cal", definition: "template" } });
  expect(await refusal(() => calibrationOf(calibrated({ "correction type": "dat" })))).toEqual({
    code: "PESUMMARY_SETTING",
    message: '"data.calibration.correction type" is "dat", expected data or template',
  });
});

test("where no analysis has samples there is nothing to summarise", async () => {
  expect(await refusal(() => combinedSources({ analyses: [combined("psd", { assets: {} })], projectDirectory }))).toMatchObject({
    code: "PESUMMARY_NOTHING_COMBINED",
  });
});
