import type { Analysis } from "./analysis.ts";
import type { Candidates } from "./candidates.ts";
import type { Need } from "./needs.ts";

/** What decides about which analyses one of them combines. */
export interface Selecting {
  readonly kind?: Analysis["kind"] | undefined;
  readonly selects?: readonly Need[] | undefined;
}

/** The items that say what an analysis combines: for a project analysis that says nothing, one that every analysis fits; none for an event's. */
export function selectionOf({ kind, selects = [] }: Selecting): readonly Need[] {
  return kind === "project" && selects.length === 0 ? [everything] : selects;
}

const everything: Need = { conditions: [], optional: false, until: "products" };

/** The analyses that a subject or project analysis combines and that are there, each once. Throws where settings contradict each other. */
export function combinedAnalyses(analysis: Analysis, candidates: Candidates): readonly Analysis[] {
  return [...new Set(selectionOf(analysis).flatMap((item) => candidates.selected(item, analysis)))];
}
