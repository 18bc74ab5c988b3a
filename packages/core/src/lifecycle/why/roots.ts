import type { Analysis, Waiting } from "../../analysis/index.ts";

/**
 * What keeps each analysis from getting on, by its id: itself for those of `halted`, and the nearest one of them for those that wait for it, directly
 * or not, whatever else they wait for. Those that only wait for what gets on are left out.
 */
export function rootsOf(halted: readonly Analysis[], waiting: readonly Waiting[]): ReadonlyMap<number, Analysis> {
  const dependents = new Map<number, Analysis[]>();
  for (const { analysis, blocking } of waiting) {
    for (const { analysis: other } of blocking) {
      if (!other) continue;
      const known = dependents.get(other.id);
      if (known) known.push(analysis);
      else dependents.set(other.id, [analysis]);
    }
  }
  const roots = new Map(halted.map((analysis) => [analysis.id, analysis]));
  // From all causes outwards at once, so that everything is reached once, by the shortest way. What is added is walked over too.
  for (const [id, root] of roots) for (const { id: dependent } of dependents.get(id) ?? []) if (!roots.has(dependent)) roots.set(dependent, root);
  return roots;
}
