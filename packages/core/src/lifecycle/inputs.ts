import { listAnalyses, type Analysis } from "../analysis/index.ts";
import { AsimovError, throwAll } from "../system/index.ts";
import { contextOf, type AttemptFacts } from "./context.ts";
import type { Session } from "./session.ts";

/**
 * Refuses to build an analysis whose pipeline declares inputs (`static requiredInputs`) that neither its settings name nor an analysis offers that it
 * needs or combines. Throws `INPUT_MISSING` for each, with who could offer it.
 */
export async function refuseMissingInputs(
  session: Session,
  analysis: Analysis,
  draft: AttemptFacts & { readonly requiredInputs: readonly string[] },
): Promise<void> {
  const { requiredInputs } = draft;
  if (requiredInputs.length === 0) return;
  const { needs, analyses, psds } = contextOf(session, analysis, draft).analysis;
  const { settings } = draft.snapshot;
  const offered = new Set([...needs, ...analyses].flatMap(({ assets }) => Object.keys(assets)));
  if (Object.keys(psds).length > 0) offered.add("psds");
  const missing = requiredInputs.filter((name) => !offered.has(name) && (!Object.hasOwn(settings, name) || settings[name] === null));
  const problems: AsimovError[] = [];
  for (const name of missing) problems.push(missingInput(analysis, name, await offerers(session, analysis, draft, name)));
  throwAll(problems);
}

interface Offerers {
  readonly pipelines: readonly string[];
  readonly analyses: readonly string[];
}

// Asked only for the error: it loads every installed pipeline. One that can't be loaded offers nothing, and is reported where it is used.
async function offerers(session: Session, analysis: Analysis, draft: AttemptFacts, input: string): Promise<Offerers> {
  const context = contextOf(session, analysis, draft);
  const described = await Promise.allSettled(
    [...session.installed.keys()].map(async (pipeline) => {
      const remote = session.pipelineOf({ ...analysis, pipeline });
      return { pipeline, ...(await remote.call("describe", context, {}, session.project.config.monitor.hookTimeout)) };
    }),
  );
  const pipelines = described.flatMap((result) =>
    result.status === "fulfilled" && result.value.availableOutputs.includes(input) ? [result.value.pipeline] : [],
  );
  const siblings = listAnalyses(session.project.ledger, analysis.subject).filter(
    ({ id, pipeline }) => id !== analysis.id && pipelines.includes(pipeline),
  );
  return { pipelines, analyses: siblings.map(({ address }) => address) };
}

function missingInput({ address, pipeline }: Analysis, input: string, { pipelines, analyses }: Offerers): AsimovError {
  const others =
    analyses.length > 0
      ? `Add one that offers it to its "needs": ${analyses.join(", ")}.`
      : pipelines.length > 0
        ? `Add an analysis that offers it and name it in its "needs": pipeline ${pipelines.join(", ")}.`
        : "No installed pipeline offers it (asimov plugins).";
  return new AsimovError("INPUT_MISSING", {
    message: `pipeline "${pipeline}" requires "${input}", which neither its settings name nor an analysis offers that it needs`,
    at: address,
    remedy: `${others} Or name the files in its settings, as "${input}".`,
  });
}
