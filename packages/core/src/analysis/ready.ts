import type { Analysis } from "./analysis.ts";
import type { Need } from "./needs.ts";
import { doneStatuses, restingStatuses } from "./status.ts";

/** Why a need is not met. */
export interface Blocker {
  readonly need: Need;
  /** The analysis that is waited for; undefined when the need matches nothing. */
  readonly analysis?: Analysis | undefined;
  /** In words, for people. */
  readonly reason: string;
}

/** The analyses among `analyses` that may start now, in their order. */
export function readyAnalyses(analyses: readonly Analysis[]): readonly Analysis[] {
  const byAddress = index(analyses);
  return analyses.filter((analysis) => analysis.status === "ready" && blockersIn(analysis, byAddress).length === 0);
}

/** What keeps `analysis` from starting: one entry per unmet need, empty when nothing does. `siblings` are the analyses of its subject. */
export function blockers(analysis: Analysis, siblings: readonly Analysis[]): readonly Blocker[] {
  return blockersIn(analysis, index(siblings));
}

/** The analyses that `analysis` needs and that are there, in the order of its `needs`. */
export function neededAnalyses(analysis: Analysis, siblings: readonly Analysis[]): readonly Analysis[] {
  const byAddress = index(siblings);
  return analysis.needs.flatMap((need) => byAddress.get(`${analysis.subject}/${need.name}`) ?? []);
}

function index(analyses: readonly Analysis[]): ReadonlyMap<string, Analysis> {
  return new Map(analyses.map((analysis) => [analysis.address, analysis]));
}

function blockersIn(analysis: Analysis, byAddress: ReadonlyMap<string, Analysis>): readonly Blocker[] {
  return analysis.needs.flatMap((need): Blocker[] => {
    const found = byAddress.get(`${analysis.subject}/${need.name}`);
    if (!found) return need.optional ? [] : [{ need, reason: `"${need.name}" does not exist` }];
    const met = need.until === "uploaded" ? found.status === "uploaded" : doneStatuses.has(found.status);
    if (met) return [];
    const waits = restingStatuses.has(found.status) ? `is ${found.status} and needs a person` : `is ${found.status}`;
    return [{ need, analysis: found, reason: `"${need.name}" ${waits}` }];
  });
}
