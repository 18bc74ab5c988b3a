import { expect, test } from "vitest";

import type { Settings } from "@asimov-gw/core/pipeline";
import { resolveLayers } from "@asimov-gw/core/settings";

import { configOf, option, refusal } from "./fake.ts";
import { gw150914, withSettings } from "./settings.ts";

const psds = { H1: "/project/working/GW150914/psd/H1-psd.dat", L1: "/project/working/GW150914/psd/L1-psd.dat" };

test("the config file of the GW150914 example", async () => {
  const config = await configOf({ analysis: { settings: gw150914, psds } });
  expect(config.text).toMatchInlineSnapshot(`
    "################################################################################
    ## Data
    ################################################################################
    trigger-time = 1126259462.4
    detectors = [H1, L1]
    duration = 4
    post-trigger-duration = 2
    sampling-frequency = 1024
    minimum-frequency = {H1: 20, L1: 20}
    maximum-frequency = {H1: 400, L1: 400}
    tukey-roll-off = 0.4
    data-dict = {H1: /data/H-H1_GWOSC_4KHZ_R1-1126259447-32.gwf, L1: /data/L-L1_GWOSC_4KHZ_R1-1126259447-32.gwf}
    data-format = gwf
    channel-dict = {H1: GWOSC-4KHZ_R1_STRAIN, L1: GWOSC-4KHZ_R1_STRAIN}
    data-find-url = https://datafind.igwn.org
    data-find-urltype = osdf
    gaussian-noise = False
    n-simulation = 0
    psd-dict = {H1: /project/working/GW150914/psd/H1-psd.dat, L1: /project/working/GW150914/psd/L1-psd.dat}
    ignore-gwpy-data-quality-check = True
    generation-seed = 42

    ################################################################################
    ## Likelihood
    ################################################################################
    likelihood-type = GravitationalWaveTransient
    distance-marginalization = False
    phase-marginalization = True
    time-marginalization = False
    calibration-marginalization = False
    coherence-test = False
    time-reference = geocent
    reference-frame = sky
    reweight-nested-samples = False

    ################################################################################
    ## Waveform
    ################################################################################
    waveform-approximant = IMRPhenomD
    reference-frequency = 20
    waveform-generator = bilby.gw.waveform_generator.LALCBCWaveformGenerator
    frequency-domain-source-model = lal_binary_black_hole
    pn-spin-order = -1
    pn-tidal-order = -1
    pn-phase-order = -1
    pn-amplitude-order = 0
    enforce-signal-duration = False
    cosmology = Planck15

    ################################################################################
    ## Prior
    ################################################################################
    default-prior = BBHPriorDict
    prior-dict = {
    chirp_mass = bilby.gw.prior.UniformInComponentsChirpMass(name='chirp_mass', minimum=25, maximum=36, unit='$M_{\\odot}$'),
    mass_ratio = bilby.gw.prior.UniformInComponentsMassRatio(name='mass_ratio', minimum=0.25, maximum=1),
    chi_1 = 0,
    chi_2 = 0,
    luminosity_distance = PowerLaw(name='luminosity_distance', alpha=2, minimum=50, maximum=1500, unit='Mpc'),
    theta_jn = Sine(name='theta_jn'),
    ra = 1.375,
    dec = -1.2108,
    psi = 2.659,
    phase = Uniform(name='phase', minimum=0, maximum=2 * np.pi, boundary='periodic'),
    geocent_time = Uniform(name='geocent_time', minimum=1126259462.39, maximum=1126259462.43),
    }

    ################################################################################
    ## Sampler
    ################################################################################
    sampler = dynesty
    sampling-seed = 150914
    n-parallel = 1
    sampler-kwargs = {nlive: 150, sample: rwalk, naccept: 5, dlogz: 1, check_point_plot: False, check_point_delta_t: 10, print_method: interval-5}

    ################################################################################
    ## Output
    ################################################################################
    label = pe
    outdir = /project/working/GW150914/pe
    result-format = json
    final-result = True
    final-result-nsamples = 20000

    ################################################################################
    ## Jobs
    ################################################################################
    scheduler = condor
    accounting = not.required.here
    request-memory = 2
    request-cpus = 1
    request-disk = 1
    generation-pool = local-pool
    periodic-restart-time = 28800
    transfer-files = False
    "
  `);
  const lines = config.text.split("\n");
  expect(config.lineage).toHaveLength(lines.length - 1);
  const lineageOf = (start: string): readonly string[] | undefined => config.lineage[lines.findIndex((line) => line.startsWith(start))];
  expect(lineageOf("sampling-frequency")).toEqual(["likelihood.sample rate"]);
  expect(lineageOf("minimum-frequency")).toEqual(["interferometers", "quality.minimum frequency.H1", "quality.minimum frequency.L1"]);
  expect(lineageOf("luminosity_distance")).toEqual(["type", "alpha", "minimum", "maximum"].map((key) => `priors.luminosity distance.${key}`));
  expect(lineageOf("phase-marginalization")).toEqual(["likelihood.marginalization.phase"]);
  expect(lineageOf("tukey-roll-off")).toEqual([]);
});

async function optionsOf(over: Settings, names: readonly string[]): Promise<Readonly<Record<string, string | undefined>>> {
  const config = await configOf({ analysis: { settings: withSettings(over) } });
  return Object.fromEntries(names.map((name) => [name, option(config, name)]));
}

test("what is not set has the defaults that it always had", async () => {
  const { sampler: _, scheduler: __, priors: ___, ...rest } = gw150914;
  const settings = { ...rest, likelihood: { "sample rate": 1024 }, quality: { "minimum frequency": { H1: 20, L1: 20 } } };
  const config = await configOf({ analysis: { settings: resolved(settings) } });
  const names = [
    "sampler",
    "sampling-seed",
    "n-parallel",
    "sampler-kwargs",
    "distance-marginalization",
    "post-trigger-duration",
    "maximum-frequency",
  ];
  names.push("request-memory", "request-disk", "transfer-files", "accounting", "result-format", "default-prior", "prior-dict", "psd-dict");
  expect(Object.fromEntries(names.map((name) => [name, option(config, name)]))).toMatchInlineSnapshot(`
    {
      "accounting": "not.required.here",
      "default-prior": "BBHPriorDict",
      "distance-marginalization": "True",
      "maximum-frequency": "{H1: 448, L1: 448}",
      "n-parallel": "2",
      "post-trigger-duration": "2",
      "prior-dict": undefined,
      "psd-dict": undefined,
      "request-disk": "1",
      "request-memory": "4",
      "result-format": "hdf5",
      "sampler": "dynesty",
      "sampler-kwargs": undefined,
      "sampling-seed": "1",
      "transfer-files": "True",
    }
  `);
  expect(config.text).not.toMatch(/=\s*$/m);
});

test("what is written in former spellings and homes is read, and the waveform's start added", async () => {
  const over = {
    likelihood: { marginalisation: { distance: true, phase: false }, "minimum frequency": { H1: 30, L1: 31 }, "start frequency": 15 },
    waveform: null,
    approximant: "IMRPhenomXP",
  };
  const config = await configOf({ analysis: { settings: resolved(gw150914, over, { likelihood: { "reference frequency": 25 } }) } });
  const names = ["distance-marginalization", "phase-marginalization", "time-marginalization", "minimum-frequency", "waveform-approximant"];
  expect(Object.fromEntries([...names, "reference-frequency"].map((name) => [name, option(config, name)]))).toEqual({
    "distance-marginalization": "True",
    "phase-marginalization": "False",
    "time-marginalization": "False",
    "minimum-frequency": "{H1: 30, L1: 31, waveform: 15}",
    "waveform-approximant": "IMRPhenomXP",
    "reference-frequency": "25",
  });
});

function resolved(...all: Settings[]): Settings {
  return resolveLayers(all.map((settings, index) => ({ name: `layer ${index}`, settings }))).settings;
}

test("frequencies that nobody sets are named, with what they could be made from", async () => {
  const refused = async (quality: Settings): Promise<unknown> => {
    const { quality: _, ...others } = gw150914;
    return configOf({ analysis: { settings: { ...others, ...(Object.keys(quality).length > 0 && { quality }) }, psds } }).catch(
      (error: unknown) => error,
    );
  };
  expect(await refused({})).toMatchObject({
    code: "SETTING_MISSING",
    message: 'the setting "quality.minimum frequency" has no entry for H1 and L1',
    remedy: 'The analysis uses H1, L1: set "quality.minimum frequency" for each of them, or change "interferometers".',
  });
  expect(await refused({ "minimum frequency": { H1: 20, L1: 20 } })).toMatchObject({
    code: "SETTING_MISSING",
    message: 'the setting "quality.maximum frequency" has no entry for H1 and L1',
    remedy:
      'The analysis uses H1, L1: set "quality.maximum frequency" for each of them, or "likelihood.sample rate", from which it then follows, or change "interferometers".',
  });
});

test("only the analysis's own detectors are in the maps, and each of them must be", async () => {
  const quality = { "minimum frequency": { H1: 20, L1: 21, V1: 22 }, "maximum frequency": { L1: 400 } };
  expect(await optionsOf({ interferometers: ["L1"], quality }, ["minimum-frequency", "channel-dict"])).toEqual({
    "minimum-frequency": "{L1: 21}",
    "channel-dict": "{L1: GWOSC-4KHZ_R1_STRAIN}",
  });
  expect(await refusal(() => optionsOf({ quality }, []))).toEqual({
    code: "SETTING_MISSING",
    message: `the setting "quality.maximum frequency" has no entry for H1`,
  });
  expect(await refusal(() => configOf({ analysis: { settings: gw150914, psds: { H1: "/H1.dat" } } }))).toMatchObject({
    message: `the setting "psds" has no entry for L1`,
  });
  const channels = { H1: "L1:STRAIN", L1: "L1:STRAIN" };
  expect(await refusal(() => optionsOf({ data: { channels } }, []))).toMatchObject({ code: "CHANNEL_OF_OTHER_DETECTOR" });
});

test("calibration is sampled where there are envelopes, unless it is switched off", async () => {
  const calibration = { H1: "cal/H1.dat", L1: "/cal/L1.dat", "correction type": "data" };
  const names = ["calibration-model", "spline-calibration-envelope-dict", "calibration-correction-type", "calibration-prior-boundary"];
  expect(await optionsOf({ data: { calibration }, priors: { calibration: {} } }, names)).toEqual({
    "calibration-model": "CubicSpline",
    "spline-calibration-envelope-dict": "{H1: /project/cal/H1.dat, L1: /cal/L1.dat}",
    "calibration-correction-type": "data",
    "calibration-prior-boundary": "reflective",
  });
  const off = await optionsOf({ data: { calibration }, likelihood: { calibration: { sample: false } } }, names);
  expect(Object.values(off)).toEqual([undefined, undefined, undefined, undefined]);
});

test("options that are seldom used", async () => {
  const over: Settings = {
    likelihood: {
      "psd length": 108.6,
      roq: { folder: "roq", scale: 1.2 },
      "relative binning": { "fiducial parameters": { chirp_mass: 30 } },
      kwargs: { number_of_bins: 5 },
    },
    waveform: {
      arguments: { minimum_frequency: 10 },
      "mode array": [
        [2, 2],
        [2, -2],
      ],
      file: "osdf:///nr/SXS.h5",
      "pn spin order": -1,
    },
    scheduler: { osg: true, "desired sites": "LIGO-CIT", "additional files": ["a.dat", "/b.dat"], "environment variables": { A: 1, B: "x" } },
  };
  const names = [
    "psd-length",
    "roq-folder",
    "roq-scale-factor",
    "fiducial-parameters",
    "epsilon",
    "extra-likelihood-kwargs",
    "waveform-arguments-dict",
  ];
  names.push(
    "mode-array",
    "numerical-relativity-file",
    "osg",
    "transfer-files",
    "desired-sites",
    "additional-transfer-paths",
    "environment-variables",
  );
  expect(await optionsOf(over, names)).toMatchInlineSnapshot(`
    {
      "additional-transfer-paths": "[/project/a.dat, /b.dat]",
      "desired-sites": "LIGO-CIT",
      "environment-variables": "{A: 1, B: x}",
      "epsilon": "0.025",
      "extra-likelihood-kwargs": "{number_of_bins: 5}",
      "fiducial-parameters": "{chirp_mass: 30}",
      "mode-array": "[[2,2],[2,-2]]",
      "numerical-relativity-file": "osdf:///nr/SXS.h5",
      "osg": "True",
      "psd-length": "109",
      "roq-folder": "/project/roq",
      "roq-scale-factor": "1.2",
      "transfer-files": "True",
      "waveform-arguments-dict": "{minimum_frequency: 10}",
    }
  `);
});

test("values that bilby's parser would take for something else are refused", async () => {
  const files = (H1: string): Settings => ({ data: { "data files": { H1, L1: "/data/L1.gwf" } } });
  expect(await refusal(() => optionsOf(files("/my data/H1.gwf"), []))).toEqual({
    code: "TEMPLATE_VALUE_UNSUITABLE",
    message: `"/my data/H1.gwf" can't be written without quotes in a map or list (from "interferometers", "data.data files.H1", "data.data files.L1")`,
  });
  expect(await refusal(() => optionsOf({ sampler: { "sampler kwargs": { proposals: ["a b"] } } }, []))).toMatchObject({
    code: "TEMPLATE_VALUE_UNSUITABLE",
  });
  expect(await refusal(() => optionsOf({ waveform: { approximant: "A\nsubmit = True" } }, []))).toMatchObject({ code: "TEMPLATE_VALUE_UNSUITABLE" });
});

test("accounting comes from the machine's configuration before the settings", async () => {
  const settings = withSettings({ scheduler: { "accounting group": "ligo.from.settings" } });
  expect(option(await configOf({ analysis: { settings } }), "accounting")).toBe("ligo.from.settings");
  const config = await configOf({ analysis: { settings }, accounting: { group: "ligo.from.machine", user: "albert.einstein" } });
  expect([option(config, "accounting"), option(config, "accounting-user")]).toEqual(["ligo.from.machine", "albert.einstein"]);
});
