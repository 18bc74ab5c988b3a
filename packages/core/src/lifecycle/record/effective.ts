import { analysisLayers, candidatesFor, neededAnalyses, type Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { defaultsOf, type Discovery } from "../../plugins/index.ts";
import { resolveLayers, type Layer, type Origin, type Resolved } from "../../settings/index.ts";
import type { Attempt } from "./attempts.ts";
import { providedTo } from "./provided.ts";

/** The settings that an analysis ran with, or would run with now. */
export interface Effective extends Resolved {
  /** The attempt whose snapshot it is; undefined for what a build now would take. */
  readonly attempt: number | undefined;
}

/** The layers from which a build now would make the settings of an analysis, lowest first. `discovery` knows the defaults of pipelines. */
export function layersNow(ledger: Ledger, analysis: Analysis, discovery: Discovery): readonly Layer[] {
  const candidates = candidatesFor(ledger, analysis);
  const provided = providedTo(ledger, analysis, neededAnalyses(analysis, candidates), candidates);
  return analysisLayers(ledger, analysis, provided, defaultsOf(discovery, analysis.pipeline));
}

/** The settings with which a build now would make an attempt. Errors as `resolveAnalysis`. */
export function effectiveNow(ledger: Ledger, analysis: Analysis, discovery: Discovery): Effective {
  return { attempt: undefined, ...resolveLayers(layersNow(ledger, analysis, discovery), analysis.address) };
}

/** The settings that an attempt was built with. */
export function effectiveOf({ number, snapshot }: Attempt): Effective {
  return { attempt: number, settings: snapshot.settings, lineage: new Map<string, Origin>(Object.entries(snapshot.lineage)) };
}
