import { placeAt, type Line } from "../lines.ts";
import type { Problems } from "../problems.ts";
import type { FlatDag } from "./flatten.ts";

/**
 * A DAG as a graph of nodes and PARENT statements. A statement is a vertex of its own (DAGMan's join node), so that one with 1,000 parents
 * and 1,000 children costs 2,000 edges and not a million.
 */
interface Graph {
  /** Vertices 0, 1, ...: the nodes in the order of the file. */
  readonly names: readonly string[];
  /** The vertices after those: PARENT statements. */
  readonly lines: readonly Line[];
  readonly next: readonly (readonly number[])[];
}

const shownNames = 10;

/** The parents of each node, without repeats, in the order they were declared; cycles go to `problems`. */
export function resolveDependencies(dag: Pick<FlatDag, "dependencies" | "nodes">, problems: Problems): ReadonlyMap<string, readonly string[]> {
  const names = dag.nodes.map((node) => node.name);
  const lines: Line[] = [];
  const index = new Map(names.map((name, position) => [name, position]));
  const next: number[][] = names.map(() => []);
  const above = new Map<string, (readonly string[])[]>();
  for (const { parents, children, line } of dag.dependencies) {
    for (const parent of parents) next[index.get(parent)!]!.push(next.length);
    next.push(children.map((child) => index.get(child)!));
    lines.push(line);
    for (const child of children) {
      const lists = above.get(child);
      if (lists === undefined) above.set(child, [parents]);
      else lists.push(parents);
    }
  }
  reportCycles({ names, lines, next }, problems);
  // Children of one PARENT statement share its list.
  return new Map([...above].map(([child, lists]) => [child, lists.length === 1 ? lists[0]! : [...new Set(lists.flat())]]));
}

// A depth-first walk with its own stack. What one cycle's walk has reached is not walked again: one report for each tangle, in linear time.
function reportCycles(graph: Graph, problems: Problems): void {
  const { names, next } = graph;
  const state = new Uint8Array(next.length); // 0 unseen, 1 on the path, 2 finished
  for (let root = 0; root < names.length; root++) {
    const path: { readonly vertex: number; edge: number }[] = [];
    const enter = (vertex: number): void => {
      state[vertex] = 1;
      path.push({ vertex, edge: 0 });
    };
    if (state[root] === 0) enter(root);
    while (path.length > 0) {
      const top = path.at(-1)!;
      const target = next[top.vertex]![top.edge++];
      if (target === undefined) {
        state[top.vertex] = 2;
        path.pop();
      } else if (state[target] === 1) {
        const walked = path.map((step) => step.vertex);
        reportCycle(walked.slice(walked.indexOf(target)), graph, problems);
        for (const vertex of walked) state[vertex] = 2;
        path.length = 0;
      } else if (state[target] === 0) {
        enter(target);
      }
    }
  }
}

function reportCycle(cycle: readonly number[], { names, lines }: Graph, problems: Problems): void {
  const nodes = cycle.filter((vertex) => vertex < names.length);
  const start = nodes.indexOf(nodes.reduce((a, b) => Math.min(a, b)));
  const way = [...nodes.slice(start), ...nodes.slice(0, start + 1)].map((vertex) => names[vertex]!);
  const left = way.length - shownNames;
  const shown = left <= 0 ? way : [...way.slice(0, shownNames - 2), `(${left + 1} more)`, way.at(-1)!];
  // The statement that closes the cycle is the last of them in the file.
  const line = lines[cycle.reduce((a, b) => Math.max(a, b)) - names.length]!;
  const message = `the nodes wait for each other: ${shown.join(" -> ")}`;
  problems.add("WORKFLOW_CYCLE", { message, at: placeAt(line), remedy: "Remove one of the PARENT statements between them." });
}
