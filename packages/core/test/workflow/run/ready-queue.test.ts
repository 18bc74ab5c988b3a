import * as fc from "fast-check";
import { expect, test } from "vitest";

import { ReadyQueue } from "../../../src/workflow/run/ready-queue.ts";

test("nodes come by priority and then as they were added, whatever was taken out between", () => {
  const anyStep = fc.record({ node: fc.nat(12), priority: fc.integer({ min: -1, max: 1 }), lane: fc.constantFrom("", "narrow"), adds: fc.boolean() });
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const queue = new ReadyQueue();
      let model: { node: string; priority: number; lane: string }[] = [];
      for (const { node, priority, lane, adds } of steps) {
        const name = `n${node}`;
        if (!adds) {
          queue.delete(name);
          model = model.filter((one) => one.node !== name);
        } else if (!model.some((one) => one.node === name)) model.push({ node: name, priority, lane });
        if (adds) queue.add(name, priority, lane);
        const sorted = model.toSorted((a, b) => b.priority - a.priority);
        expect([...queue.inOrder()]).toEqual(sorted.map((one) => one.node));
        expect([...queue.inOrder((closed) => closed === "narrow")]).toEqual(sorted.flatMap((one) => (one.lane === "" ? [one.node] : [])));
      }
    }),
  );
});
