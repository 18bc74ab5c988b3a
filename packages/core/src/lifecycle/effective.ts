import { analysisLayers, candidatesFor, neededAnalyses, type Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { resolveLayers, type Layer, type Origin, type Resolved } from "../settings/index.ts";
import type { Attempt } from "./attempts.ts";
import { providedTo } from "./build.ts";

/** The settings that an analysis ran with, or would run with now. */
export interface Effective extends Resolved {
  /** The attempt whose snapshot it is; undefined for what a build now would take. */
  readonly attempt: number | undefined;
}

/** The layers from which a build now would make the settings of an analysis, lowest first. */
export function layersNow(ledger: Ledger, analysis: Analysis): readonly Layer[] {
  return analysisLayers(ledger, analysis, providedTo(ledger, neededAnalyses(analysis, candidatesFor(ledger, analysis))));
}

/** The settings with which a build now would make an attempt. Throws `SETTINGS_MAP_AGAINST_VALUE`. */
export function effectiveNow(ledger: Ledger, analysis: Analysis): Effective {
  return { attempt: undefined, ...resolveLayers(layersNow(ledger, analysis)) };
}

/** The settings that an attempt was built with. */
export function effectiveOf({ number, snapshot }: Attempt): Effective {
  return { attempt: number, settings: snapshot.settings, lineage: new Map<string, Origin>(Object.entries(snapshot.lineage)) };
}
