import { expect, test } from "vitest";

import { lookUp, parseQueue, type QueueAnswer } from "../src/queue.ts";
import { reportOf } from "../src/states.ts";
import { recorded } from "./support/recorded.ts";

const rows = parseQueue(recorded("squeue.txt"));
const answer: QueueAnswer = { at: 0, rows: Map.groupBy(rows, ({ name }) => name) };

test("every row of the queue is reported for what it is", () => {
  const reports = rows.map((row) => {
    const { state, ...more } = reportOf(row) ?? { state: "ended" };
    return [row.name, row.state, state, ...Object.values(more)].join(" | ");
  });
  expect(reports).toMatchInlineSnapshot(`
    [
      "asimov-array | CANCELLED | ended",
      "asimov-cancelled | CANCELLED | ended",
      "asimov-cancelled-array | CANCELLED | ended",
      "asimov-good | COMPLETED | ended",
      "asimov-bad | FAILED | ended",
      "asimov-launch | FAILED | ended",
      "sleep.sh | FAILED | ended",
      "asimov-node-fail | NODE_FAIL | ended",
      "asimov-array | PENDING | running | other jobs of its array, of which only so many run together (JobArrayTaskLimit)",
      "asimov-begin | PENDING | running | its time to begin (BeginTime)",
      "asimov-partition-time | PENDING | held | it asks for more time than its partition allows (PartitionTimeLimit)",
      "asimov-partition-config | PENDING | held | it asks for more than the nodes of its partition have (PartitionConfig)",
      "asimov-dependency | PENDING | held | a job that it depends on has failed (DependencyNeverSatisfied)",
      "asimov-big | PENDING | running | free cores and memory (Resources)",
      "asimov-behind | PENDING | running | nodes that are down, drained or reserved for jobs of higher priority",
      "asimov-unavailable | PENDING | running | jobs of higher priority (Priority)",
      "asimov-requeued | PENDING | held | it was held by an administrator of Slurm, who can release it (JobHeldAdmin)",
      "asimov-held | PENDING | held | it was held by an administrator of Slurm, who can release it (JobHeldAdmin)",
      "asimov-array | RUNNING | running",
      "asimov-array | RUNNING | running",
      "asimov-suspended | SUSPENDED | running | to go on: Slurm has stopped it for now",
      "asimov-time | TIMEOUT | ended",
    ]
  `);
});

test("tasks of an array are found in ranges, by themselves, or as what was taken out", () => {
  const look = (name: string, index: number | undefined): string => {
    const found = lookUp(answer, name, index);
    return typeof found === "string" ? found : found.state;
  };
  const array = Array.from({ length: 10 }, (_, index) => look("asimov-array", index));
  expect(array.join(" ")).toBe("CANCELLED RUNNING RUNNING PENDING PENDING PENDING PENDING taken out PENDING PENDING");
  expect([0, 1, 2, 7].map((index) => look("asimov-begin", index))).toEqual(["PENDING", "taken out", "PENDING", "taken out"]);
  expect(look("asimov-good", undefined)).toBe("COMPLETED");
  expect(look("asimov-nobody", undefined)).toBe("unknown");
});

test("what is no row of the queue is no answer", () => {
  expect(() => parseQueue("slurm says hello\n")).toThrow(expect.objectContaining({ code: "SCHEDULER_NONSENSE", exitCode: 4 }));
  expect(parseQueue("")).toEqual([]);
});
