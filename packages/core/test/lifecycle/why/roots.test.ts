import fc from "fast-check";
import { expect, test } from "vitest";

import type { Analysis, Blocker, Waiting } from "../../../src/analysis/index.ts";
import { rootsOf } from "../../../src/lifecycle/why/roots.ts";

const analysis = (id: number): Analysis => ({ id }) as Analysis;

function waitingOn(edges: ReadonlyMap<number, readonly number[]>): readonly Waiting[] {
  return [...edges].map(([id, others]) => ({
    analysis: analysis(id),
    blocking: others.map((other) => ({ analysis: analysis(other) }) as Blocker),
    circle: undefined,
  }));
}

test("who waits for a cause, however far, has one of those that it waits for; who waits for none has none", () => {
  const graph = fc.array(fc.tuple(fc.nat(9), fc.array(fc.nat(9), { maxLength: 3 })), { maxLength: 12 }).map((pairs) => new Map(pairs));
  fc.assert(
    fc.property(graph, fc.uniqueArray(fc.nat(9), { maxLength: 3 }), (edges, halted) => {
      const roots = rootsOf(halted.map(analysis), waitingOn(edges));
      for (const id of Array.from({ length: 10 }, (_, index) => index)) {
        const reached = new Set<number>([id]);
        for (const one of reached) for (const other of edges.get(one) ?? []) reached.add(other);
        const causes = halted.filter((one) => reached.has(one));
        const root = roots.get(id)?.id;
        if (halted.includes(id)) expect(root).toBe(id);
        else if (causes.length === 0) expect(root).toBeUndefined();
        else expect(causes).toContain(root);
      }
    }),
  );
});

test("a chain of ten thousand is walked once", () => {
  const edges = new Map(Array.from({ length: 10_000 }, (_, index) => [index + 1, [index]] as const));
  expect(rootsOf([analysis(0)], waitingOn(edges)).size).toBe(10_001);
});
