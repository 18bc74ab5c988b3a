import { expect, test } from "vitest";

import { parseQueue, QueueAnswer } from "../src/queue.ts";
import { reportOf } from "../src/states.ts";
import { recorded } from "./support/recorded.ts";

const rows = parseQueue(recorded("squeue.txt"));
const answer = new QueueAnswer(0, rows);

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

test("tasks of an array are found in ranges, by themselves, or not at all", () => {
  const look = (name: string, index: number | undefined): string => answer.lookUp(name, index)?.state ?? "unknown";
  const array = Array.from({ length: 10 }, (_, index) => look("asimov-array", index));
  expect(array.join(" ")).toBe("CANCELLED RUNNING RUNNING PENDING PENDING PENDING PENDING unknown PENDING PENDING");
  expect([0, 1, 2, 7].map((index) => look("asimov-begin", index))).toEqual(["PENDING", "unknown", "PENDING", "unknown"]);
  expect(look("asimov-good", undefined)).toBe("COMPLETED");
  expect(look("asimov-nobody", undefined)).toBe("unknown");
});

test("what is no row of the queue is no answer", () => {
  expect(() => parseQueue("slurm says hello\n")).toThrow(expect.objectContaining({ code: "SCHEDULER_NONSENSE", exitCode: 4 }));
  expect(parseQueue("")).toEqual([]);
});

test("thousands of tasks are looked up without going through all rows for each", () => {
  let looks = 0;
  const many = Array.from({ length: 3000 }, (_, index) => {
    const row = { ...rows[0]!, name: "many" };
    return Object.defineProperty(row, "tasks", { get: () => (looks++, [[index, index, 1]]) });
  });
  const large = new QueueAnswer(0, many);
  for (let index = 0; index < 4000; index++) expect(large.lookUp("many", index) === many[index]).toBe(true);
  expect(looks).toBeLessThan(10_000);
});

test("names of several lines are those of one row", () => {
  const [name] = parseQueue("7\x1fN/A\x1fPENDING\x1fNone\x1fone\ntwo\x1f\x1f0:00\x1e\n").map((row) => row.name);
  expect(name).toBe("one\ntwo");
});
