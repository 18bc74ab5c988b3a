import fc from "fast-check";
import { expect, test } from "vitest";

import { changedLines } from "../../../src/lifecycle/foresee/index.ts";

test("lines that stay are left out, the others stand in their order", () => {
  expect(changedLines("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual(["- b", "+ x", "+ d"]);
  expect(changedLines("", "a\n")).toEqual(["+ a"]);
});

const texts = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 }).map((lines) => lines.map((line) => `${line}\n`).join(""));

test("what is taken away and added makes one text of the other, and nothing is told of equal ones", () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const changes = changedLines(before, after);
      const count = (text: string, line: string): number => text.split("\n").filter((one) => one === line).length;
      for (const line of ["a", "b", "c"]) {
        const added = changes.filter((change) => change === `+ ${line}`).length;
        const removed = changes.filter((change) => change === `- ${line}`).length;
        expect(count(after, line)).toBe(count(before, line) + added - removed);
      }
      expect(changes.length === 0).toBe(before === after);
    }),
  );
});
