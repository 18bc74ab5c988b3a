import type { Analysis } from "./analysis.ts";
import type { Need } from "./needs.ts";
import { blockers, neededAnalyses } from "./ready.ts";

/** The graph of needs of one subject. */
export interface NeedsGraph {
  readonly subject: string;
  /** By level, within a level in the order they were applied. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** An analysis in a {@link NeedsGraph}. */
export interface GraphNode {
  readonly analysis: Analysis;
  /** 0 for what needs nothing that is there, else one more than the highest level that it needs. */
  readonly level: number;
}

/** What an analysis needs: another one that is there, or something that is not. */
export interface GraphEdge {
  readonly analysis: Analysis;
  /** As its blueprint says it. */
  readonly need: Need;
  /** The analysis that is meant; undefined when there is none. */
  readonly needed: Analysis | undefined;
  /** `missing`: nothing matches, and it blocks; `absent`: nothing matches, and it is optional. */
  readonly state: "met" | "unmet" | "missing" | "absent";
  /** Why it is not met, in words. */
  readonly reason: string | undefined;
}

/** The graphs of needs of `analyses`, one for each subject, in the order they were applied. */
export function needsGraphs(analyses: readonly Analysis[]): readonly NeedsGraph[] {
  return [...Map.groupBy(analyses, ({ subject }) => subject)].map(([subject, siblings]) => {
    const edges = siblings.flatMap((analysis) => analysis.needs.flatMap((need) => edgesOf(analysis, need, siblings)));
    const level = levels(siblings, edges);
    const nodes = siblings.map((analysis) => ({ analysis, level: level.get(analysis.id)! })).toSorted((a, b) => a.level - b.level);
    return { subject, nodes, edges };
  });
}

function edgesOf(analysis: Analysis, need: Need, siblings: readonly Analysis[]): readonly GraphEdge[] {
  const alone = { ...analysis, needs: [need] };
  const needed = neededAnalyses(alone, siblings);
  const blocking = blockers(alone, siblings);
  if (needed.length === 0) {
    const state = blocking.length > 0 ? "missing" : "absent";
    return [{ analysis, need, needed: undefined, state, reason: blocking[0]?.reason ?? `"${need.name}" does not exist` }];
  }
  return needed.map((other) => {
    const blocker = blocking.find((one) => one.analysis?.id === other.id);
    return { analysis, need, needed: other, state: blocker ? "unmet" : "met", reason: blocker?.reason };
  });
}

// From the roots on, so that it ends also where a ledger has a cycle; what is in one comes after all others.
function levels(analyses: readonly Analysis[], edges: readonly GraphEdge[]): ReadonlyMap<number, number> {
  const needs = Map.groupBy(edges, ({ analysis }) => analysis.id);
  const waiting = new Map(analyses.map(({ id }) => [id, new Set((needs.get(id) ?? []).flatMap(({ needed }) => needed?.id ?? []))]));
  const dependents = Map.groupBy(edges, ({ needed }) => needed?.id);
  const level = new Map<number, number>();
  let next = analyses.filter(({ id }) => waiting.get(id)!.size === 0).map(({ id }) => id);
  for (let depth = 0; next.length > 0; depth++) {
    for (const id of next) level.set(id, depth);
    next = next.flatMap((id) =>
      [...new Set((dependents.get(id) ?? []).map(({ analysis }) => analysis.id))].filter((other) => settled(waiting.get(other)!, id)),
    );
  }
  const last = Math.max(-1, ...level.values()) + 1;
  return new Map(analyses.map(({ id }) => [id, level.get(id) ?? last]));
}

function settled(waiting: Set<number>, id: number): boolean {
  waiting.delete(id);
  return waiting.size === 0;
}
