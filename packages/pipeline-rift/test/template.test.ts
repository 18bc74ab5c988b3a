import { expect, test } from "vitest";

import { configOf, option, refusal } from "./fake.ts";
import { withSettings } from "./settings.ts";
import type { Settings } from "@asimov-gw/core/pipeline";

const psds = { H1: "/psds/H1.txt", L1: "/psds/L1.txt" };
const rendered = (over: Settings, more = {}): ReturnType<typeof configOf> => configOf({ analysis: { settings: withSettings(over), psds, ...more } });

test("the part of the config file that RIFT's builder reads as options", async () => {
  const { text } = await rendered({ likelihood: { assume: ["nonprecessing"] } });
  expect(text.slice(text.indexOf("[rift-pseudo-pipe]"))).toMatchInlineSnapshot(`
    "[rift-pseudo-pipe]
    # The signal
    approx = 'IMRPhenomD'
    l-max = 2
    event-time = 1126259462.416
    fmin = 20
    fmin-template = 20

    # What is assumed of it
    assume-nospin = False
    assume-precessing = False
    assume-nonprecessing = True
    assume-matter = False
    assume-matter-but-primary-bh = False
    assume-eccentric = False
    assume-lowlatency-tradeoffs = False
    assume-highq = False
    assume-well-placed = False

    # Priors
    force-mc-range = '[28,34]'
    force-chi-max = 0.9
    force-chi-small-max = 0.8

    # Marginalisation
    internal-marginalize-distance = False
    internal-distance-max = 1500

    # Likelihoods of a grid (ILE)
    ile-n-eff = 10
    ile-copies = 1
    ile-sampler-method = 'AV'
    internal-ile-freezeadapt = False
    ile-runtime-max-minutes = 700
    ile-jobs-per-worker = 20
    ile-no-gpu = True

    # The posterior from the likelihoods (CIP)
    cip-fit-method = 'rf'
    cip-sampler-method = 'AV'
    cip-explode-jobs = 2
    cip-explode-jobs-auto = False
    internal-cip-use-lnL = True

    # Iterations
    internal-propose-converge-last-stage = True
    internal-n-iterations-subdag-max = 50
    internal-use-aligned-phase-coordinates = True
    internal-use-rescaled-transverse-spin-coordinates = False
    n-output-samples = 5000
    n-output-samples-last = 20000
    add-extrinsic = True
    batch-extrinsic = True
    add-extrinsic-time-resampling = True

    # Where jobs run
    use-osg = False
    use-osg-file-transfer = False
    use-osg-cip = False
    internal-truncate-files-for-osg-file-transfer = False
    "
  `);
});

test("lines lead back to their settings", async () => {
  const config = await rendered({ sampler: { ile: { "n eff": 20 } } });
  const lineageOf = (line: string): readonly string[] | undefined => config.lineage[config.text.split("\n").indexOf(line)];
  expect(lineageOf("ile-n-eff = 20")).toEqual(["sampler.ile.n eff"]);
  expect(lineageOf("flow = {'H1': 20, 'L1': 20}")).toContain("quality.minimum frequency.H1");
  expect(lineageOf("force-mc-range = '[28,34]'")).toEqual(expect.arrayContaining(["priors.chirp mass.minimum", "priors.chirp mass.maximum"]));
  const line = config.text.split("\n").indexOf('H1-psd = "/psds/H1.txt"');
  expect(config.products[line]).toContainEqual(["psds", "H1"]);
});

test("nothing is written without a value: RIFT would take it for true", async () => {
  const { text } = await rendered({ priors: null, coinc: null, sampler: null, scheduler: null });
  expect(text).not.toMatch(/= *$|undefined|null|NaN/m);
});

test("iterations are forced only where RIFT is not told to go on until they agree", async () => {
  const forced = await rendered({ sampler: { "force iterations": 3 } });
  expect(option(forced, "internal-force-iterations")).toBe("3");
  expect(option(forced, "internal-propose-converge-last-stage")).toBe("False");
  expect(option(await rendered({}), "internal-propose-converge-last-stage")).toBe("True");
});

test.each<[Settings, string | undefined]>([
  [{ type: "PowerLaw", alpha: 2 }, undefined],
  [{ type: "PowerLaw", alpha: null }, undefined],
  [{ type: "bilby.gw.prior.UniformSourceFrame", alpha: null }, "'cosmo_sourceframe'"],
  [{ type: "UniformComovingVolume", alpha: null }, "'cosmo'"],
  [{ type: null, alpha: null }, "'pseudo_cosmo'"],
])("the prior of the distance %o is %s", async (prior, expected) => {
  expect(option(await rendered({ priors: { "luminosity distance": prior } }), "ile-distance-prior")).toBe(expected);
});

test.each<[string, Settings]>([
  ["a prior of the distance that RIFT has not", { priors: { "luminosity distance": { type: "Uniform", alpha: null } } }],
  ["another power of the distance", { priors: { "luminosity distance": { alpha: 1 } } }],
  ["a sample rate that is no power of 2", { likelihood: { "sample rate": 1000 } }],
  ["an assumption that RIFT does not know", { likelihood: { assume: ["non precessing"] } }],
  ["assumptions against each other", { likelihood: { assume: "precessing, nonprecessing" } }],
  ["an eccentric signal of unknown range", { likelihood: { assume: ["eccentric"] } }],
  ["a channel of another detector", { data: { channels: { H1: "L1:STRAIN" } } }],
  [
    "a detector without frequencies",
    { interferometers: ["H1", "V1"], data: { channels: { V1: "V1:STRAIN" }, "data files": null, "frame types": { H1: "A", V1: "B" } } },
  ],
  ["frame types for nothing", { data: { "data files": null } }],
  ["arguments that no shell leaves as they are", { waveform: { arguments: "{'a': $HOME}" } }],
  ["a manual grid beside samples", { sampler: { "manual grid": "g.xml.gz" }, bootstrap: "pe" }],
  ["calibration without a config file of bilby", { sampler: { likelihood: { calibration: { sample: true } } } }],
  ["files for one of two detectors", { data: { "data files": { L1: null } } }],
])("%s is refused", async (_, over) => {
  expect(await refusal(() => rendered(over))).toMatchSnapshot();
});

test("no spectrum for a detector, or two, is refused", async () => {
  expect(await refusal(() => configOf({ analysis: { settings: withSettings({}), psds: { H1: "/h.txt" } } }))).toEqual({
    code: "PSD_MISSING",
    message: "there is no PSD for L1",
  });
  const inputs = { psds: { H1: "/other.txt" } };
  expect(await refusal(() => rendered({ "xml psds": { H1: "h.xml.gz", L1: "l.xml.gz" } }, { inputs }))).toEqual({
    code: "PSD_AMBIGUOUS",
    message: 'there are two PSDs for H1: "xml psds" of the settings, and that of a needed analysis',
  });
});

test("per cent signs, which Python's reader of config files takes for references, are written as two", async () => {
  const config = await rendered({ "pipeline options": { "archive-pesummary-label": "90%", "manual-extra-cip-args": "--format %d" } });
  expect(option(config, "archive-pesummary-label")).toBe("'90%%'");
  expect(option(config, "manual-extra-cip-args")).toBe("--format %%d");
});

test("strain comes from lists of frame files, from frame files, from a needed analysis, or is looked up", async () => {
  const inputs = { caches: { H1: "/gw/H1.cache", L1: "/gw/L1.cache" } };
  const named = await rendered({ data: { "cache files": { H1: "h.cache", L1: "l.cache" } } });
  expect(option(named, "fake-cache", "lalinference")).toBe("{'H1': '/project/h.cache', 'L1': '/project/l.cache'}");
  const made = "{'H1': '/project/working/GW150914/.pe.inputs/H1.cache', 'L1': '/project/working/GW150914/.pe.inputs/L1.cache'}";
  expect(option(await rendered({}), "fake-cache", "lalinference")).toBe(made);
  const offered = await rendered({ data: { "data files": null } }, { inputs });
  expect(option(offered, "fake-cache", "lalinference")).toBe("{'H1': '/gw/H1.cache', 'L1': '/gw/L1.cache'}");
  const looked = await rendered({ data: { "data files": null, "frame types": { H1: "H1_HOFT", L1: "L1_HOFT" } } });
  expect(option(looked, "fake-cache", "lalinference")).toBeUndefined();
  expect(option(looked, "types", "datafind")).toBe("{'H1': 'H1_HOFT', 'L1': 'L1_HOFT'}");
});
