import fc from "fast-check";
import { expect, test } from "vitest";

import { findCycle } from "../../src/analysis/index.ts";

type Graph = ReadonlyMap<string, readonly string[]>;

// Edges from a larger number to a smaller one only: no cycle is possible.
const someDag: fc.Arbitrary<Graph> = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => fc.subarray(Array.from({ length: index }, (_, lower) => String(lower))))))
  .chain((needs) =>
    fc.shuffledSubarray(
      needs.map((list, index) => [String(index), list] as const),
      { minLength: needs.length },
    ),
  )
  .map((entries) => new Map(entries));
const someGraph: fc.Arbitrary<Graph> = fc
  .dictionary(fc.constantFrom("a", "b", "c", "d", "e", "missing"), fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { maxLength: 4 }))
  .map((graph) => new Map(Object.entries(graph)));

function expectCycle(graph: Graph, cycle: readonly string[]): void {
  expect(cycle.length).toBeGreaterThan(1);
  expect(cycle.at(-1)).toBe(cycle[0]);
  for (const [index, name] of cycle.slice(0, -1).entries()) expect(graph.get(name)).toContain(cycle[index + 1]);
  expect(new Set(cycle).size).toBe(cycle.length - 1);
}

/** Kahn's algorithm: whether everything can be taken away, what needs nothing first. */
function isAcyclic(graph: Graph): boolean {
  const left = new Map(graph);
  for (;;) {
    const free = [...left].filter(([, needs]) => !needs.some((need) => left.has(need)));
    if (free.length === 0) return left.size === 0;
    for (const [name] of free) left.delete(name);
  }
}

test("there is a cycle exactly where the nodes can't be put in an order, and what is returned is one", () => {
  fc.assert(
    fc.property(someGraph, (graph) => {
      const cycle = findCycle(graph);
      expect(cycle === undefined).toBe(isAcyclic(graph));
      if (cycle) expectCycle(graph, cycle);
    }),
    { numRuns: 1000 },
  );
});

test("a graph whose edges all point one way has none, until one points back", () => {
  fc.assert(
    fc.property(someDag, fc.nat(), (graph, pick) => {
      expect(findCycle(graph)).toBeUndefined();
      const edges = [...graph].flatMap(([from, needs]) => needs.map((to) => [from, to] as const));
      if (edges.length === 0) return;
      const [from, to] = edges[pick % edges.length]!;
      const withBack = new Map(graph).set(to, [...graph.get(to)!, from]);
      expectCycle(withBack, findCycle(withBack)!);
    }),
  );
});

test("an analysis that needs itself, and a need on nothing", () => {
  expect(findCycle(new Map([["a", ["a"]]]))).toEqual(["a", "a"]);
  expect(findCycle(new Map([["a", ["b"]]]))).toBeUndefined();
  expect(findCycle(new Map())).toBeUndefined();
});

test("a chain as long as no call stack is deep, open and closed", () => {
  const length = 50_000;
  const chain = new Map(Array.from({ length }, (_, index) => [String(index), index + 1 < length ? [String(index + 1)] : []] as const));
  expect(findCycle(chain)).toBeUndefined();
  const closed = new Map<string, readonly string[]>(chain).set(String(length - 1), ["0"]);
  expect(findCycle(closed)).toHaveLength(length + 1);
});

test("many ways to the same node are not walked one by one", () => {
  // 2^60 paths from the first to the last.
  const layers = Array.from({ length: 60 }, (_, index) => [`a${index}`, `b${index}`]);
  const graph = new Map(layers.flatMap((layer, index) => layer.map((name) => [name, layers[index + 1] ?? []] as const)));
  expect(findCycle(graph)).toBeUndefined();
});
