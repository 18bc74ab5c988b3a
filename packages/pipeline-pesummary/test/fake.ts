import { readFile } from "node:fs/promises";
import { join } from "node:path";

import {
  AsimovError,
  apiVersion,
  type AnalysisView,
  type CombinedAnalysis,
  type PipelineContext,
  type RunOptions,
  type RunResult,
} from "@asimov-gw/core/pipeline";

import { renderTemplate } from "../../core/src/pipeline/template/index.ts";
import { Pesummary } from "../src/pesummary.ts";
import type { Source } from "../src/sources/index.ts";

/** What a test says of its surroundings; the rest is made up. */
export interface Surroundings {
  readonly analysis?: Partial<AnalysisView>;
  readonly accounting?: { readonly group?: string; readonly user?: string };
  /** What summarypages --help prints. */
  readonly help?: string;
}

/** A pipeline in surroundings of a test's own, and what it did there. */
export interface Faked {
  readonly pesummary: Pesummary;
  readonly warnings: readonly string[];
  readonly published: readonly (readonly [string, string])[];
}

/** A part of what summarypages 1.8.1 prints with COLUMNS=500. */
export const help = `usage: summarypages [-h] [-w DIR] [pesummary]

options:
  -h, --help  show this help message and exit
  -w DIR, --webdir DIR  make page and plots in DIR
  --labels LABELS [LABELS ...]  labels used to distinguish runs
  --nsamples NSAMPLES  The number of samples to use and store in the PESummary metafile.
  --regenerate REGENERATE [REGENERATE ...]  List of posterior distributions that you wish to regenerate if possible
  --disable_corner      Whether to make a corner plot or not
  --multi_process MULTI_PROCESS  The number of cores to use when generating plots
  --{}_psd IFO:PATH_to_PSD.dat  psd files used for a specific label.
  --no_ligo_skymap      do not generate a skymap with ligo.skymap
  --redshift_method {approx,exact}  The method to use when estimating the redshift
  --cosmology COSMOLOGY  The cosmology to use when calculating the redshift
  --evolve_spins_forwards  Evolve the spins up to the Schwarzschild ISCO frequency for remnant fits evaluation
  --evolve_spins_backwards [{precession_averaged,hybrid_orbit_averaged}]  Method to use when evolving spins backwards to infinite separation.
  --NRSur_fits [NRSUR_FITS]  The NRSurrogate you wish to use to calculate the remnant quantities from your posterior samples.
`;

let prefixes = 0;

/** A pipeline in surroundings of a test's own. */
export function pesummaryIn({ analysis = {}, accounting = {}, help: text = help }: Surroundings = {}): Faked {
  // Each asks its own program for its options.
  const prefix = `/opt/pesummary-${++prefixes}`;
  const environment = { prefix, accounting, find: (program: string) => join(prefix, "bin", program) };
  const warnings: string[] = [];
  const published: (readonly [string, string])[] = [];
  const view: AnalysisView = {
    name: "summary",
    slug: "summary",
    address: "GW150914/summary",
    subject: "GW150914",
    pipeline: "pesummary",
    attempt: 1,
    settings: {},
    needs: [],
    analyses: [],
    subjects: [],
    inputs: {},
    psds: {},
    runDirectory: "/project/working/GW150914/summary",
    configFile: "/project/checkouts/GW150914/summary.yaml",
    projectDirectory: "/project",
    pagesDirectory: "/project/pages/GW150914/summary",
    ...analysis,
    makeConfig: async () =>
      renderTemplate(await readFile(Pesummary.template, "utf8"), { settings: view.settings, analysis: view, pipeline: pesummary, environment }),
  };
  const context: PipelineContext = {
    apiVersion,
    analysis: view,
    environment,
    log: { info: () => undefined, warn: (message) => warnings.push(message) },
    run: (_command: string, _args: readonly string[], _options?: RunOptions): Promise<RunResult> =>
      Promise.resolve({ exitCode: 0, stdout: text, stderr: "", seconds: 1 }),
    publishPages: (name, directory) => {
      published.push([name, directory]);
      return Promise.resolve(join(view.pagesDirectory, name));
    },
    submitWorkflow: () => Promise.reject(new Error("not here")),
    submitJob: () => Promise.reject(new Error("not here")),
    byDefault: () => Promise.resolve(undefined),
  };
  const pesummary = new Pesummary(context);
  return { pesummary, warnings, published };
}

/** An analysis that is combined. */
export function combined(name: string, over: Partial<CombinedAnalysis> = {}): CombinedAnalysis {
  return {
    name,
    subject: "GW150914",
    pipeline: "given",
    runDirectory: `/project/working/GW150914/${name}`,
    assets: { samples: `/project/working/GW150914/${name}/samples.dat` },
    settings: {},
    psds: {},
    ...over,
  };
}

/** A source of samples. */
export function source(label: string, over: Partial<Source> = {}): Source {
  return { label, samples: `/data/${label}.dat`, psds: {}, calibration: {}, ...over };
}

/** The code and message that `work` is refused with. */
export async function refusal(work: () => unknown): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AsimovError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("it was not refused");
}
