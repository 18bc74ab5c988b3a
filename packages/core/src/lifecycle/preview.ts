import type { Analysis } from "../analysis/index.ts";
import type { RenderedConfig } from "../pipeline/index.ts";
import { formatPath, pathOfKey, type Origin } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";
import { draftAttempt } from "./build.ts";
import { contextOf, type AttemptFacts } from "./context.ts";
import { callHook } from "./hooks.ts";
import type { Session } from "./session.ts";
import { sourceOf, type UsedProduct } from "./product-sources.ts";
import type { Attempt } from "./record/index.ts";

/** One line of a config file, and what it was made from. */
export interface ConfigLine {
  /** Without the end of the line. */
  readonly text: string;
  /** Settings of the analysis. */
  readonly from: readonly { readonly key: string; readonly origin: Origin | undefined }[];
  /** What other analyses made. */
  readonly products: readonly UsedProduct[];
}

/** The config file of an attempt, or of the one that a build now would make, rendered by its pipeline: nothing is written, no other hook runs. */
export async function previewConfig(session: Session, analysis: Analysis, attempt?: Attempt): Promise<readonly ConfigLine[]> {
  const facts = attempt ?? (await draftAttempt(session, analysis));
  const { text, lineage, products } = await renderOnly(session, analysis, facts);
  // The pipeline names settings as people write them; their origins are kept by exact paths.
  const origins = new Map(Object.entries(facts.snapshot.lineage).map(([key, origin]) => [formatPath(pathOfKey(key)), origin]));
  const lines = text.split(/(?<=\n)/);
  const { analysis: view } = contextOf(session, analysis, facts);
  return lines.map((line, index) => {
    const sources = (products[index] ?? []).map((path) => sourceOf(path, view, facts.snapshot));
    const keys = new Set([...(lineage[index] ?? []), ...sources.flatMap((source) => (typeof source === "string" ? [source] : []))]);
    return {
      text: line.replace(/\r?\n$/, ""),
      from: [...keys].map((key) => ({ key, origin: origins.get(key) })),
      products: sources.filter((source) => typeof source !== "string"),
    };
  });
}

/** The config file as the pipeline renders it, with the settings behind each line: nothing is written, and no other hook runs. */
export function renderOnly(session: Session, analysis: Analysis, facts: AttemptFacts): Promise<RenderedConfig> {
  return callHook(session, analysis, facts, "makeConfig", { run: async () => refuseToRun(analysis) });
}

function refuseToRun(analysis: Analysis): never {
  throw new AsimovError("PREVIEW_RUNS_NOTHING", {
    message: "its pipeline wants to run a program to render the config file, which a preview does not do",
    at: analysis.address,
    remedy: "Its author does that in beforeConfig.",
  });
}
