import type { GraphEdge, NeedsGraph } from "./graph.ts";

/** Of each graph the analyses with these ids and all that they need, directly or not; graphs of which nothing is left are left out. */
export function partOfGraphs(graphs: readonly NeedsGraph[], ids: ReadonlySet<number>): readonly NeedsGraph[] {
  const kept = reached(
    graphs.flatMap(({ edges }) => edges),
    ids,
  );
  return graphs.flatMap((graph) => {
    const nodes = graph.nodes.filter(({ analysis }) => kept.has(analysis.id));
    const names = new Set(nodes.map(({ analysis }) => analysis.name));
    const edges = graph.edges.filter(({ analysis }) => kept.has(analysis.id));
    const circles = graph.circles.filter((circle) => circle.every((name) => names.has(name)));
    return nodes.length === 0 ? [] : [{ ...graph, nodes, edges, circles }];
  });
}

function reached(edges: readonly GraphEdge[], from: ReadonlySet<number>): ReadonlySet<number> {
  const needs = Map.groupBy(edges, ({ analysis }) => analysis.id);
  const found = new Set(from);
  // A set gives what is added while it is walked.
  for (const id of found) for (const { needed } of needs.get(id) ?? []) if (needed) found.add(needed.id);
  return found;
}
