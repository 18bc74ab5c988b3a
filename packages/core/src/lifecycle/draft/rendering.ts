import { isAbsolute, join, resolve } from "node:path";

import type { RemotePipeline } from "../../pipeline/remote/index.ts";
import { isMap, type Settings } from "../../settings/index.ts";
import { AsimovError, slug } from "../../system/index.ts";

/** The analysis that a draft is about, before any ledger has it. */
export interface DraftedAnalysis {
  readonly name: string;
  readonly subject: string;
  /** What paths of the settings are relative to. */
  readonly directory: string;
}

/** The config file that a pipeline makes from settings, for an analysis that no ledger has. Throws what its template throws. */
export async function renderDraft(pipeline: RemotePipeline, analysis: DraftedAnalysis, settings: Settings, timeout: number): Promise<string> {
  const { name, subject, directory } = analysis;
  const context = {
    analysis: {
      name,
      slug: slug(name),
      address: `${subject}/${name}`,
      subject,
      pipeline: pipeline.entry.name,
      attempt: 1,
      settings,
      needs: [],
      analyses: [],
      subjects: [],
      psds: psdsOf(settings, directory),
      runDirectory: join(directory, "working", slug(subject), slug(name)),
      configFile: join(directory, "checkouts", slug(subject), "analyses", slug(name)),
      projectDirectory: directory,
      pagesDirectory: join(directory, "pages", slug(subject), slug(name)),
    },
    environment: { accounting: {} },
    assets: {},
    postprocessors: [],
  };
  const run = async (): Promise<never> => {
    throw new AsimovError("PREVIEW_RUNS_NOTHING", { message: "the pipeline wants to run a program to render the config file", at: name });
  };
  return (await pipeline.call("makeConfig", context, { run, log: () => undefined }, timeout)).text;
}

function psdsOf(settings: Settings, directory: string): Readonly<Record<string, readonly { readonly path: string; readonly from: string }[]>> {
  const psds = isMap(settings["psds"]) ? settings["psds"] : {};
  const files = Object.entries(psds).flatMap(([detector, path]) => (typeof path === "string" ? [[detector, path] as const] : []));
  return Object.fromEntries(
    files.map(([detector, path]) => [detector, [{ path: isAbsolute(path) ? path : resolve(directory, path), from: "the config file" }]]),
  );
}
