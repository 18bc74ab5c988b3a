import { expect, test } from "vitest";

import { accountOf, parseAccounting } from "../src/accounting.ts";
import { recorded } from "./support/recorded.ts";

const accounts = parseAccounting(recorded("sacct.txt"));

test("the accounting tells how jobs ended, by whom they were cancelled, and what they used", () => {
  const of = (name: string, index?: number) =>
    accountOf(
      accounts.filter((account) => account.name === name),
      index,
    );
  expect(of("asimov-good")).toEqual({
    id: "2",
    tasks: undefined,
    name: "asimov-good",
    end: "COMPLETED",
    cancelledBy: undefined,
    elapsedSeconds: 0,
    cpuSeconds: 0.001,
    memory: 4,
    nodes: "n1",
  });
  expect(of("asimov-array", 0)).toMatchObject({ end: "CANCELLED", cancelledBy: 0 });
  expect(of("asimov-array", 1)).toMatchObject({ end: undefined });
  expect(of("asimov-array", 7)).toBeUndefined();
  expect(of("asimov-time")).toMatchObject({ end: "TIMEOUT", elapsedSeconds: 89 });
  expect(of("asimov-node-fail")).toMatchObject({ end: "NODE_FAIL" });
  expect(of("asimov-big")).toMatchObject({ end: undefined, nodes: "" });
});

test("steps of jobs are no jobs", () => {
  expect(accounts.filter(({ name }) => name === "batch")).toEqual([]);
});
