import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { readSummary } from "../src/summary/index.ts";
import { combined, help, pesummaryIn, refusal } from "./fake.ts";

let directory: string;
let file: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "pesummary-config-"));
  file = join(directory, "summary.yaml");
});
afterAll(() => rmSync(directory, { recursive: true }));

const analyses = [
  combined("pe-1", {
    assets: { samples: "/r/one's data.hdf5", config: "/c/one.ini" },
    settings: {
      interferometers: ["H1"],
      waveform: { approximant: "IMRPhenomXPHM", "reference frequency": 20 },
      quality: { "minimum frequency": { H1: 20 } },
      data: { calibration: { H1: "/cal/H1.txt" } },
    },
    psds: { H1: "/psd/H1.dat" },
  }),
  combined("pe-2"),
  combined("psd", { assets: {} }),
];
const settings = {
  postprocessing: { pesummary: { cosmology: "Planck15_lal", "additional arguments": { disable_corner: true, nsamples: 100, regenerate_not: "1" } } },
};

test("the config file says all that counts, and is read as it was written", async () => {
  const { pesummary } = pesummaryIn({ analysis: { analyses, settings } });
  const { text } = await pesummary.analysis.makeConfig();
  expect(text).toMatchInlineSnapshot(`
    "# What summarypages makes pages of, and with which options. What stands here counts: summarise.sh in the run directory is made of it.
    options:
      cosmology: "Planck15_lal"
      disable_corner: true
      nsamples: 100
      regenerate_not: "1"
    sources:
      pe_1:
        samples: "/r/one's data.hdf5"
        config: "/c/one.ini"
        approximant: "IMRPhenomXPHM"
        f_low: 20
        f_ref: 20
        psds: {"H1":"/psd/H1.dat"}
        calibration: {"H1":{"file":"/cal/H1.txt","definition":"data"}}
      pe_2:
        samples: "/project/working/GW150914/pe-2/samples.dat"
        psds: {}
        calibration: {}
    "
  `);
  writeFileSync(file, text);
  const read = await readSummary(file);
  expect(read.options).toEqual(pesummary.options);
  expect(read.sources).toEqual(pesummary.sources);
});

test("a summary without options has a config file too", async () => {
  const { text } = await pesummaryIn({ analysis: { analyses: [combined("pe")] } }).pesummary.analysis.makeConfig();
  writeFileSync(file, text);
  expect(await readSummary(file)).toMatchObject({ options: {}, sources: [{ label: "pe" }] });
});

test("before the config file, the options are compared with the installed program, and what is left out is said", async () => {
  const faked = pesummaryIn({ analysis: { analyses, settings } });
  expect(await refusal(() => faked.pesummary.beforeConfig())).toMatchObject({ code: "PESUMMARY_OPTION_UNKNOWN" });
  const known = pesummaryIn({
    analysis: { analyses, settings },
    help: help.replace("--disable_corner", "--regenerate_not N  none\n  --disable_corner"),
  });
  await known.pesummary.beforeConfig();
  expect(known.warnings).toEqual([
    '"psd" offers no samples, and is left out',
    "the approximant is set for some of the analyses only, so that PESummary is told of none; not for pe_2",
    "the lowest frequency is set for some of the analyses only, so that PESummary is told of none; not for pe_2",
    "the reference frequency is set for some of the analyses only, so that PESummary is told of none; not for pe_2",
  ]);
});

test.each([
  ["a: [", "it is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5:"],
  ["options: {}\n", '"sources" is not a map from labels to what they stand for'],
  ["options: [1]\nsources: {a: {samples: /a}}\n", '"options" is not a map'],
  ["options: {nsamples: {a: 1}}\nsources: {a: {samples: /a}}\n", '"options.nsamples" is not true, text, a number, or a list of them'],
  ["sources: {a-b: {samples: /a}}\n", '"sources.a-b" is not called by letters, digits and underscores alone'],
  ["sources: {a: /a}\n", '"sources.a" is not a map'],
  ["sources: {a: {}}\n", '"sources.a.samples" is not there'],
  ["sources: {a: {samples: 1}}\n", '"sources.a.samples" is not a path'],
  ["sources: {a: {samples: /a, f_low: x}}\n", '"sources.a.f_low" is not a number'],
  ["sources: {a: {samples: /a, flow: 1}}\n", '"sources.a.flow" is not one of samples, config, approximant, f_low, f_ref, psds, calibration'],
  ["sources: {a: {samples: /a, psds: {H1: 3}}}\n", '"sources.a.psds" is not a map from detectors to paths'],
  [
    "sources: {a: {samples: /a, calibration: {H1: /c}}}\n",
    '"sources.a.calibration" is not a map from detectors to {file, definition: data or template}',
  ],
])("a config file that somebody broke is refused: %s", async (text, message) => {
  writeFileSync(file, text);
  expect(await refusal(() => readSummary(file))).toEqual({ code: "CONFIG_NOT_READABLE", message });
});
