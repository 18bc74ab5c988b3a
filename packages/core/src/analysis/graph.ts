import type { Analysis } from "./analysis.ts";
import type { Candidates } from "./candidates.ts";
import { findCycles } from "./cycle.ts";
import type { Need } from "./needs.ts";
import { selectionOf } from "./combined.ts";
import { blockersOf, itemBlockersOf } from "./ready.ts";

/** The graph of needs of one subject, or of the project analyses. */
export interface NeedsGraph {
  /** Undefined for the project analyses. */
  readonly subject: string | undefined;
  /** By level, within a level in the order they were applied. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Analyses that wait for each other, by name; the first stands again at the end. */
  readonly circles: readonly (readonly string[])[];
}

/** An analysis in a {@link NeedsGraph}. */
export interface GraphNode {
  readonly analysis: Analysis;
  /** 0 for what needs nothing that is there, else one more than the highest level that it needs. */
  readonly level: number;
}

/** What an analysis needs or combines: another one that is there, or something that is not. */
export interface GraphEdge {
  readonly analysis: Analysis;
  /** As its blueprint says it: an item of `needs`, or of what it combines. */
  readonly need: Need;
  /** Whether it combines the other one, rather than only waiting for it. */
  readonly combines: boolean;
  /** The analysis that is meant; undefined when there is none. */
  readonly needed: Analysis | undefined;
  /** `missing`: nothing matches, and it blocks; `absent`: nothing matches, and it is optional. */
  readonly state: "met" | "unmet" | "missing" | "absent";
  /** Why it is not met, in words. */
  readonly reason: string | undefined;
}

/** The graphs of needs of the analyses, one for each subject and one for the project analyses, in the order they were applied. */
export function needsGraphs(candidates: Candidates): readonly NeedsGraph[] {
  return [...Map.groupBy(candidates.all, ({ subject }) => subject)].map(([subject, siblings]) => {
    const edges = siblings.flatMap((analysis) => [
      ...once(analysis.needs).flatMap((need) => edgesOf(analysis, need, candidates)),
      ...once(selectionOf(analysis)).flatMap((item) => edgesOf(analysis, item, candidates, true)),
    ]);
    const level = levels(siblings, edges);
    const nodes = siblings.map((analysis) => ({ analysis, level: level.get(analysis.id)! })).toSorted((a, b) => a.level - b.level);
    return { subject, nodes, edges, circles: circlesOf(edges) };
  });
}

// A blueprint may say the same twice, in two forms.
function once(needs: readonly Need[]): readonly Need[] {
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
}

function edgesOf(analysis: Analysis, need: Need, candidates: Candidates, combines = false): readonly GraphEdge[] {
  const blocking = (combines ? itemBlockersOf : blockersOf)(need, analysis, candidates);
  const reasons = new Map(blocking.map((blocker) => [blocker.analysis?.id, `waits for ${blocker.reason}`]));
  const unknown = reasons.get(undefined);
  const needed = unknown === undefined ? (combines ? candidates.selected : candidates.matching)(need, analysis) : [];
  if (needed.length > 0) {
    return needed.map((other) => {
      const reason = reasons.get(other.id);
      return { analysis, need, combines, needed: other, state: reason === undefined ? "met" : "unmet", reason };
    });
  }
  return [{ analysis, need, combines, needed: undefined, state: unknown === undefined ? "absent" : "missing", reason: unknown ?? "nothing matches" }];
}

function circlesOf(edges: readonly GraphEdge[]): readonly (readonly string[])[] {
  const waiting = edges.filter(({ state, analysis, needed }) => state === "unmet" && needed?.subject === analysis.subject);
  const byName = Map.groupBy(waiting, ({ analysis }) => analysis.name);
  return findCycles(new Map([...byName].map(([name, mine]) => [name, mine.flatMap(({ needed }) => needed?.name ?? [])])));
}

// From the roots on, so that it ends also where a ledger has a cycle; what is in one comes after all others.
function levels(analyses: readonly Analysis[], edges: readonly GraphEdge[]): ReadonlyMap<number, number> {
  // What belongs to another subject is in another graph.
  const inner = edges.filter(({ analysis, needed }) => needed?.subject === analysis.subject);
  const needs = Map.groupBy(inner, ({ analysis }) => analysis.id);
  const waiting = new Map(analyses.map(({ id }) => [id, new Set((needs.get(id) ?? []).flatMap(({ needed }) => needed?.id ?? []))]));
  const dependents = Map.groupBy(inner, ({ needed }) => needed?.id);
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
