import { expect, test } from "vitest";

import { checkOptions, optionsOf, pesummarySettings } from "../src/options/index.ts";
import { readHelp } from "../src/options/installed.ts";
import { help, refusal } from "./fake.ts";

test("every setting becomes the option that summarypages has for it", () => {
  expect(
    optionsOf({
      cosmology: "Planck15_lal",
      redshift: "exact",
      "skymap samples": 2000,
      "evolve spins": ["forwards", "backwards"],
      "nrsur fits": true,
      multiprocess: 4,
      "regenerate posteriors": ["redshift", "mass_1_source"],
      calculate: "precessing snr, multipole snr",
      "additional arguments": {
        nsamples: 500,
        "disable corner": true,
        "--disable_interactive": null,
        public: false,
        gwdata: { "H1:STRAIN": "/a b/H1.lcf" },
      },
    }),
  ).toEqual({
    cosmology: "Planck15_lal",
    redshift_method: "exact",
    nsamples_for_skymap: 2000,
    evolve_spins_forwards: true,
    evolve_spins_backwards: "precession_averaged",
    NRSur_fits: true,
    multi_process: 4,
    regenerate: ["redshift", "mass_1_source"],
    calculate_precessing_snr: true,
    calculate_multipole_snr: true,
    nsamples: 500,
    disable_corner: true,
    disable_interactive: true,
    gwdata: ["H1:STRAIN:/a b/H1.lcf"],
  });
});

test("nothing set is no option, and null takes a setting away", () => {
  expect(optionsOf({})).toEqual({});
  expect(optionsOf({ cosmology: null, "additional arguments": null, "nrsur fits": false })).toEqual({});
});

test("further arguments are a map, or a list of options, also with values, and of maps", () => {
  expect(
    optionsOf({ "additional arguments": ["disable_corner", "--seed 3", "notes=/n o.txt", { nsamples: 5, regenerate_more: ["a", 1, true] }] }),
  ).toEqual({
    disable_corner: true,
    seed: "3",
    notes: "/n o.txt",
    nsamples: 5,
    regenerate_more: ["a", 1, "True"],
  });
});

test.each([
  [{ redshift: "guess" }, '"postprocessing.pesummary.redshift" is "guess", expected approx or exact'],
  [{ "skymap samples": 0.5 }, '"postprocessing.pesummary.skymap samples" is 0.5, expected a whole number above 0'],
  [{ "evolve spins": "sideways" }, '"postprocessing.pesummary.evolve spins" is "sideways", expected forwards or backwards, or a list of them'],
  [{ regenerate: [] }, '"postprocessing.pesummary.regenerate" is [], expected the name of a parameter, or a list of them'],
  [{ cosmologie: "x" }, '"postprocessing.pesummary" has "cosmologie", which is no setting of PESummary. Did you mean "cosmology"?'],
  [{ "additional arguments": { webdir: "/x" } }, '"webdir" is an option that is decided by asimov itself'],
  [{ "additional arguments": { pe_psd: "x" } }, '"pe_psd" is an option that is decided by the analyses that are summarised'],
  [{ "additional arguments": { cosmology: "x" } }, '"cosmology" is written from the setting "cosmology"'],
  [{ "additional arguments": ["seed 1", { seed: 2 }] }, '"seed" stands there twice'],
  [{ "additional arguments": [3] }, '"additional arguments" has 3, expected the name of an option, or a map from it to its value'],
  [{ "additional arguments": { seed: [[1]] } }, '"seed" has [1], expected text, a number, true or false, or a list or map of them'],
])("refused: %j", async (settings, message) => {
  expect((await refusal(() => optionsOf(settings))).message).toBe(message);
});

test("settings of the analysis itself count below those of its post-processing, and only for an analysis of this pipeline", () => {
  const settings = { redshift: "exact", cosmology: "Planck15", postprocessing: { pesummary: { cosmology: "Planck15_lal" } } };
  expect(pesummarySettings(settings, true)).toEqual({ redshift: "exact", cosmology: "Planck15_lal" });
  expect(pesummarySettings(settings, false)).toEqual({ cosmology: "Planck15_lal" });
});

test("what the installed program takes is read from its help", () => {
  const options = readHelp(help);
  expect(options.get("webdir")).toEqual({ takes: "one" });
  expect(options.get("labels")).toEqual({ takes: "several" });
  expect(options.get("disable_corner")).toEqual({ takes: "none" });
  expect(options.get("redshift_method")).toEqual({ takes: "one", choices: ["approx", "exact"] });
  expect(options.get("evolve_spins_backwards")).toEqual({ takes: "none or one", choices: ["precession_averaged", "hybrid_orbit_averaged"] });
  expect(options.get("NRSur_fits")).toEqual({ takes: "none or one" });
  expect(options.size).toBe(13);
});

test.each([
  [
    { disable_korner: true } as const,
    'PESUMMARY_OPTION_UNKNOWN: "disable_korner" is no option of the installed summarypages. Did you mean "disable_corner"?',
  ],
  [{ disable_corner: 3 }, 'PESUMMARY_OPTION_VALUE: "disable_corner" is 3, but the option takes no value'],
  [{ nsamples: true } as const, 'PESUMMARY_OPTION_VALUE: "nsamples" is without a value, but the option takes one value'],
  [{ nsamples: [1, 2] }, 'PESUMMARY_OPTION_VALUE: "nsamples" is [1,2], but the option takes one value'],
  [{ regenerate: true } as const, 'PESUMMARY_OPTION_VALUE: "regenerate" is without a value, but the option takes one or several values'],
  [{ redshift_method: "guess" }, 'PESUMMARY_OPTION_VALUE: "redshift_method" is "guess", expected one of approx, exact'],
])("compared with what is installed: %j", async (options, expected) => {
  const { code, message } = await refusal(() => checkOptions(options, `/for ${JSON.stringify(options)}`, answer(help, 0)));
  expect(`${code}: ${message}`).toBe(expected);
});

test("a program that can't say what it knows is an error, and asked again the next time", async () => {
  const program = "/opt/broken/bin/summarypages";
  expect(await refusal(() => checkOptions({ nsamples: 1 }, program, answer("", 1)))).toEqual({
    code: "BUILDER_FAILED",
    message: `${program} --help, which lists the options that it knows, ended with exit code 1 and 0 options: ImportError: no pesummary`,
  });
  await expect(checkOptions({ nsamples: 1, NRSur_fits: true }, program, answer(help, 0))).resolves.toBeUndefined();
});

function answer(stdout: string, exitCode: number) {
  return () => Promise.resolve({ exitCode, stdout, stderr: "Traceback\nImportError: no pesummary\n", seconds: 0 });
}
