import { expect, test } from "vitest";

import { JobAccounts, parseAccounting } from "../src/accounting.ts";
import { recorded } from "./support/recorded.ts";

const accounts = parseAccounting(recorded("sacct.txt"));

test("the accounting tells how jobs ended, by whom they were cancelled, and what they used", () => {
  const of = (name: string, index?: number) => new JobAccounts(accounts.filter((account) => account.name === name)).of(index);
  expect(of("asimov-good")).toEqual({
    id: "2",
    tasks: undefined,
    name: "asimov-good",
    end: "COMPLETED",
    runs: false,
    isRequeued: false,
    cancelledBy: undefined,
    elapsedSeconds: 0,
    cpuSeconds: 0.001,
    memory: 4,
    nodes: "n1",
  });
  expect(of("asimov-array", 0)).toMatchObject({ end: "CANCELLED", cancelledBy: 0 });
  expect(of("asimov-array", 1)).toMatchObject({ end: undefined, runs: true });
  expect(of("asimov-array", 7)).toBeUndefined();
  expect(of("asimov-time")).toMatchObject({ end: "TIMEOUT", elapsedSeconds: 89 });
  expect(of("asimov-node-fail")).toMatchObject({ end: "NODE_FAIL" });
  expect(of("asimov-again")).toMatchObject({ end: "CANCELLED", elapsedSeconds: 3, isRequeued: true });
  expect(of("asimov-big")).toMatchObject({ end: undefined, nodes: "" });
});

test("steps of jobs are no jobs", () => {
  expect(accounts.filter(({ name }) => name === "batch")).toEqual([]);
});
