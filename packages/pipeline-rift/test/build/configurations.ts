import type { AnalysisView, Settings, Value } from "@asimov-gw/core/pipeline";

/** Files that configurations name, made once. */
export interface TestFiles {
  readonly bilbyConfig: string;
  readonly samples: string;
  readonly table: string;
  readonly grid: string;
  readonly xml: Readonly<Record<string, string>>;
  readonly envelope: string;
}

/** An analysis that RIFT's builder writes a workflow for. */
export interface Configuration {
  /** Laid over the settings of GW150914. */
  readonly settings: Settings;
  readonly needs?: AnalysisView["needs"];
  /** What RIFT reads below `[rift-pseudo-pipe]` that another configuration does not have: over {@link always}; undefined for what is not there. */
  readonly own: Readonly<Record<string, Value | undefined>>;
  /** Likewise of other sections, by SECTION.NAME. */
  readonly others?: Readonly<Record<string, Value>>;
  /** Whether only HTCondor can run it, which moves files from anywhere. */
  readonly onlyHTCondor?: true;
  /** Texts in the arguments of likelihood jobs. */
  readonly arguments?: readonly string[];
}

/** What RIFT reads of the settings of GW150914 below `[rift-pseudo-pipe]`. */
export const always: Readonly<Record<string, Value>> = {
  approx: "IMRPhenomD",
  "l-max": 2,
  "event-time": 1126259462.416,
  fmin: 20,
  "fmin-template": 20,
  "force-mc-range": "[28,34]",
  "force-chi-max": 0.9,
  "force-chi-small-max": 0.8,
  "internal-marginalize-distance": false,
  "internal-distance-max": 1500,
  "ile-n-eff": 10,
  "ile-copies": 1,
  "ile-sampler-method": "AV",
  "internal-ile-freezeadapt": false,
  "ile-runtime-max-minutes": 700,
  "ile-jobs-per-worker": 20,
  "ile-no-gpu": true,
  "cip-fit-method": "rf",
  "cip-sampler-method": "AV",
  "cip-explode-jobs": 2,
  "cip-explode-jobs-auto": false,
  "internal-cip-use-lnL": true,
  "internal-propose-converge-last-stage": true,
  "internal-n-iterations-subdag-max": 50,
  "internal-use-aligned-phase-coordinates": true,
  "internal-use-rescaled-transverse-spin-coordinates": false,
  "n-output-samples": 5000,
  "n-output-samples-last": 20000,
  "add-extrinsic": true,
  "batch-extrinsic": true,
  "add-extrinsic-time-resampling": true,
  "use-osg": false,
  "use-osg-file-transfer": false,
  "use-osg-cip": false,
  "internal-truncate-files-for-osg-file-transfer": false,
};

const assume = (...words: readonly string[]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    "nospin precessing nonprecessing matter matter-but-primary-bh eccentric lowlatency-tradeoffs highq well-placed"
      .split(" ")
      .map((word) => [`assume-${word}`, words.includes(word)]),
  );
const gpu = { "ile-no-gpu": undefined, "ile-force-gpu": true };

/** The configurations by name; `npm test` builds the first two. */
export const configurations = (files: TestFiles): Readonly<Record<string, Configuration>> => ({
  "aligned spins, on CPUs": {
    settings: { likelihood: { assume: ["nonprecessing"], "roll off time": 0.4 }, sampler: { "force iterations": 3, "n input samples": 300 } },
    own: {
      ...assume("nonprecessing"),
      "internal-ile-data-tukey-window-time": 0.4,
      "internal-force-iterations": 3,
      "internal-propose-converge-last-stage": false,
      "internal-n-evaluations-per-iteration": 300,
    },
    arguments: ["--force-xpy", "--d-max 1500", "--d-min 10.0"],
  },
  "precessing, on GPUs, until iterations agree": {
    settings: {
      waveform: { approximant: "IMRPhenomXPHM", "maximum mode": 4, arguments: { PhenomXHMThresholdMband: 0, PhenomXPrecVersion: 320 } },
      likelihood: { assume: "precessing", "start frequency": 10 },
      priors: { "luminosity distance": { type: "UniformSourceFrame", alpha: null } },
      sampler: {
        "use rescaled transverse spin coordinates": true,
        ile: { gpu: true, "n eff": 20, "jobs per worker": 50, "rotate phase": true, "manual extra args": ["--seed 1", "--save-P 0.2"] },
        cip: { "explode jobs auto": true, "explode jobs": null },
      },
      scheduler: { "gpu architectures": ["Tesla K10.G1.8GB", "Quadro"], "avoid hosts": ["bad.example.org", "worse.example.org"] },
    },
    own: {
      ...assume("precessing"),
      ...gpu,
      approx: "IMRPhenomXPHM",
      "l-max": 4,
      "fmin-template": 10,
      "ile-distance-prior": "cosmo_sourceframe",
      "internal-use-rescaled-transverse-spin-coordinates": true,
      "ile-n-eff": 20,
      "ile-jobs-per-worker": 50,
      "internal-ile-rotate-phase": true,
      "cip-explode-jobs": 3,
      "cip-explode-jobs-auto": true,
      "manual-extra-ile-args":
        "--internal-waveform-extra-lalsuite-args \"{'PhenomXHMThresholdMband': 0, 'PhenomXPrecVersion': 320}\" --seed 1 --save-P 0.2",
    },
    others: { "engine.fmin-template": "10", "engine.approx": "IMRPhenomXPHM" },
    arguments: ["--force-gpu-only", "--d-prior cosmo_sourceframe", "PhenomXPrecVersion", "--seed 1"],
  },
  tidal: {
    settings: {
      waveform: { approximant: "IMRPhenomD_NRTidalv2" },
      likelihood: { assume: ["matter", "nonprecessing"] },
      priors: { "chirp mass": { minimum: 1.1, maximum: 1.3 }, "lambda 1": { minimum: 0, maximum: 3000 }, "lambda 2": { minimum: 0, maximum: 4000 } },
      coinc: { "mass 1": 1.5, "mass 2": 1.3 },
    },
    own: {
      ...assume("matter", "nonprecessing"),
      approx: "IMRPhenomD_NRTidalv2",
      "force-mc-range": "[1.1,1.3]",
      "force-lambda-max": 3000,
      "force-lambda-small-max": 4000,
    },
    others: { "engine.approx": "IMRPhenomD_NRTidalv2", "engine.chirpmass-min": "1.1", "engine.chirpmass-max": "1.3" },
  },
  "tidal with a black hole": {
    settings: {
      waveform: { approximant: "IMRPhenomNSBH" },
      likelihood: { assume: ["matter", "matter secondary", "nonprecessing"] },
      priors: { "chirp mass": { minimum: 2, maximum: 4 }, "mass ratio": { minimum: 0.05 }, "lambda 2": { minimum: 0, maximum: 4000 } },
      coinc: { "mass 1": 9, "mass 2": 1.4 },
    },
    own: {
      ...assume("matter", "matter-but-primary-bh", "nonprecessing"),
      approx: "IMRPhenomNSBH",
      "force-mc-range": "[2,4]",
      "force-lambda-small-max": 4000,
    },
    others: { "engine.approx": "IMRPhenomNSBH", "engine.chirpmass-min": "2", "engine.chirpmass-max": "4", "engine.q-min": "0.05" },
  },
  eccentric: {
    settings: {
      waveform: { approximant: "EccentricTD" },
      likelihood: { assume: ["eccentric", "nonprecessing"] },
      sampler: { "extra eccentric arguments": { "force-ecc-min": 0, "force-ecc-max": 0.4, "force-meanPerAno-max": 6.28 } },
    },
    own: {
      ...assume("eccentric", "nonprecessing"),
      approx: "EccentricTD",
      "use-meanPerAno": true,
      "force-ecc-min": 0,
      "force-ecc-max": 0.4,
      "force-meanPerAno-max": 6.28,
    },
    others: { "engine.approx": "EccentricTD", "engine.ecc_min": "0", "engine.ecc_max": "0.4" },
  },
  "reweighted by the calibration": {
    settings: {
      data: { calibration: { H1: files.envelope, L1: files.envelope } },
      likelihood: { assume: ["nonprecessing"] },
      sampler: { likelihood: { calibration: { sample: true } } },
    },
    needs: [{ name: "bilby", subject: "GW150914", pipeline: "bilby", runDirectory: "/run", assets: { config: files.bilbyConfig } }],
    own: {
      ...assume("nonprecessing"),
      "calibration-reweighting": true,
      "bilby-ini-file": "INPUTS/bilby.ini",
      "calibration-reweighting-batchsize": 200,
    },
    others: {
      "engine.enable-spline-calibration": "True",
      "engine.spcal-nodes": "10",
      "engine.H1-spcal-envelope": `"${files.envelope}"`,
      "engine.L1-spcal-envelope": `"${files.envelope}"`,
    },
  },
  "on the Open Science Grid": {
    onlyHTCondor: true,
    settings: {
      likelihood: { assume: ["precessing"] },
      waveform: { approximant: "IMRPhenomPv2" },
      sampler: { ile: { gpu: true, "request disk": "6G", "condor commands": { "MY.Want": '"x"', max_idle: 100 } }, cip: { "request disk": "2G" } },
      scheduler: {
        osg: true,
        "singularity image": "osdf:///igwn/rift.sif",
        "singularity base exe directory": "/usr/local/bin/",
        "extra condor require true": ["HAS_SINGULARITY"],
        "additional files": [files.table],
      },
    },
    own: {
      ...assume("precessing"),
      ...gpu,
      approx: "IMRPhenomPv2",
      "internal-ile-request-disk": "6G",
      "internal-cip-request-disk": "2G",
      "ile-additional-files-to-transfer": files.table,
      "use-osg": true,
      "use-osg-file-transfer": true,
      "use-osg-cip": true,
      "internal-truncate-files-for-osg-file-transfer": true,
      "internal-use-oauth-files": "scitokens",
    },
    others: {
      "analysis.osg": "True",
      "analysis.singularity": "True",
      "engine.approx": "IMRPhenomPv2",
      "rift-ile-condor.MY.Want": '"x"',
      "rift-ile-condor.max_idle": "100",
    },
  },
  "with a table of the distance and spectra as XML": {
    settings: {
      likelihood: { assume: ["no spin"], marginalization: { distance: true, "distance lookup": files.table } },
      "xml psds": files.xml,
      sampler: {
        cip: { "fitting method": "gp", "sampling method": "GMM", "explode jobs": null },
        "cip jobs": 4,
        "correlate parameters default": true,
      },
    },
    own: {
      ...assume("nospin"),
      "internal-marginalize-distance": true,
      "internal-marginalize-distance-file": files.table,
      "cip-fit-method": "gp",
      "cip-sampler-method": "GMM",
      "cip-explode-jobs": 4,
      "internal-correlate-default": true,
    },
    others: { "engine.H1-psd": `"${files.xml["H1"]!}"`, "engine.L1-psd": `"${files.xml["L1"]!}"` },
    arguments: ["--distance-marginalization", `--distance-marginalization-lookup-table ${files.table}`],
  },
  "begun from the samples of another analysis": {
    settings: { likelihood: { assume: ["nonprecessing"] }, bootstrap: "first", scheduler: { "bootstrap size": 50 } },
    needs: [{ name: "first", subject: "GW150914", pipeline: "bilby", runDirectory: "/run", assets: { samples: [files.samples] } }],
    own: { ...assume("nonprecessing"), "manual-initial-grid": "INPUTS/bootstrap.xml.gz", "manual-initial-grid-supplements": true },
  },
  "begun from a grid": {
    settings: {
      likelihood: { assume: ["high q", "nonprecessing"] },
      waveform: { approximant: "SEOBNRv5PHM", "gwsignal arguments": { lmax_nyquist: 2 } },
      sampler: {
        "manual grid": files.grid,
        ile: { "sampling method": "adaptive_cartesian_gpu" },
        cip: { "sampling method": "GMM" },
      },
      priors: { "luminosity distance": { type: null, alpha: null }, "mass 1": { minimum: 5, maximum: 200 }, "mass 2": { minimum: 3, maximum: 50 } },
      "pipeline options": { "use-gwsignal": true },
    },
    own: {
      ...assume("highq", "nonprecessing"),
      approx: "SEOBNRv5PHM",
      "ile-sampler-method": "adaptive_cartesian_gpu",
      "cip-sampler-method": "GMM",
      "force-comp-min": 3,
      "force-comp-max": 200,
      "ile-distance-prior": "pseudo_cosmo",
      "manual-initial-grid": files.grid,
      "manual-initial-grid-supplements": false,
      "manual-extra-ile-args": "--internal-waveform-extra-kwargs \"{'lmax_nyquist': 2}\"",
      "use-gwsignal": true,
    },
    others: { "engine.approx": "SEOBNRv5PHM", "engine.comp-min": "5", "engine.comp-max": "200" },
  },
  "in a hurry, with further options": {
    settings: {
      likelihood: { assume: ["lowlatency tradeoffs", "well-placed", "nonprecessing"] },
      waveform: { approximant: "SEOBNRv4_ROM" },
      priors: { "luminosity distance": { type: "bilby.gw.prior.UniformComovingVolume", alpha: null }, volume: "comoving" },
      "pipeline options": { "ile-retries": 10, force_eta_range: "[0.2,0.2499]", "internal-cip-use-lnL": false, "cip-explode-jobs-last": 4 },
      scheduler: { pipeline: { "internal-ile-n-max": 100000, "manual-extra-cip-args": "--cap-points 3000" }, "environment variables": { A: "x%y" } },
    },
    own: {
      ...assume("lowlatency-tradeoffs", "well-placed", "nonprecessing"),
      approx: "SEOBNRv4_ROM",
      "ile-distance-prior": "cosmo",
      "internal-cip-use-lnL": false,
      "ile-retries": 10,
      "force-eta-range": "[0.2,0.2499]",
      "cip-explode-jobs-last": 4,
      "internal-ile-n-max": 100000,
      "manual-extra-cip-args": "--cap-points 3000",
    },
    others: { "engine.approx": "SEOBNRv4_ROM", "engine.distance-prior-comoving-volume": "True" },
    arguments: ["--n-max 100000"],
  },
});
