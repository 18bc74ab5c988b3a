import type { Analysis } from "../../analysis/index.ts";
import type { PipelineDescription } from "../../pipeline/remote/index.ts";
import { entriesOf, type Entry } from "../../plugins/index.ts";
import { AsimovError } from "../../system/index.ts";
import { callHook } from "../hooks.ts";
import type { Attempt } from "../record/index.ts";
import type { Session } from "../session.ts";

/** Who handles a status that a plugin adds. */
export type Handler =
  /** A method of the analysis's own pipeline. */
  | { readonly kind: "pipeline"; readonly by: string }
  /** The function of an entry point of group `states`. */
  | { readonly kind: "entry"; readonly by: string; readonly entry: Entry };

/** Who handles `status` for an analysis: its pipeline before entry points; undefined when nobody does. */
export async function handlerOf(session: Session, analysis: Analysis, attempt: Attempt, status: string): Promise<Handler | undefined> {
  const described = await descriptionOf(session, analysis, attempt);
  const { name, version } = attempt.snapshot.plugin;
  if (described && Object.hasOwn(described.stateHandlers, status)) return { kind: "pipeline", by: `${name} ${version}` };
  const entry = entriesOf(session.discovery, "states").get(status);
  return entry && { kind: "entry", by: `${entry.package.name} ${entry.package.version}`, entry };
}

// Once for each pipeline: its class is loaded for that. What can't be loaded handles nothing.
async function descriptionOf(session: Session, analysis: Analysis, attempt: Attempt): Promise<PipelineDescription | undefined> {
  let described = session.descriptions.get(analysis.pipeline);
  try {
    if (!described) {
      described = callHook(session, analysis, attempt, "describe");
      session.descriptions.set(analysis.pipeline, described);
    }
    return await described;
  } catch (error) {
    if (error instanceof AsimovError && error.code === "PIPELINE_NOT_INSTALLED") return undefined;
    throw error;
  }
}
