import fc from "fast-check";
import { expect, test } from "vitest";

import { classifyHold, grown, holdOf } from "../../src/scheduler/index.ts";

test("the words of a hold tell its class", () => {
  const reasons = [
    "Error from slot1_1@node: Job has gone over memory limit of 4096 megabytes. Peak usage: 4100 megabytes.",
    "The job exceeded its request_disk",
    "No space left on device",
    "The job exceeded allowed execute duration of 2+00:00:00",
    "wall clock limit reached",
    "Transfer input files failure at access point ap while sending files to node: reading from file /data/H1.gwf: (errno 2) No such file or directory",
    "Error from slot1@node: Failed to open '/home/pe/in.txt' as standard input: No such file or directory (errno 2)",
    "via condor_hold (by user gw)",
    "The system macro SYSTEM_PERIODIC_HOLD expression 'NumJobStarts > 10' evaluated to true",
    "accounting group is not authorized",
    "Failed to get OAuth credential for the job",
    "proxy has expired",
    "Error from slot: Failed to open '/out/x' as standard output: Permission denied",
    "",
  ];
  expect(reasons.map((reason) => `${classifyHold(reason)}: ${reason.slice(0, 60)}`).join("\n")).toMatchInlineSnapshot(`
    "memory: Error from slot1_1@node: Job has gone over memory limit of 4
    disk: The job exceeded its request_disk
    disk: No space left on device
    time: The job exceeded allowed execute duration of 2+00:00:00
    time: wall clock limit reached
    missing input: Transfer input files failure at access point ap while sendin
    missing input: Error from slot1@node: Failed to open '/home/pe/in.txt' as s
    policy: via condor_hold (by user gw)
    policy: The system macro SYSTEM_PERIODIC_HOLD expression 'NumJobStar
    policy: accounting group is not authorized
    credentials: Failed to get OAuth credential for the job
    credentials: proxy has expired
    other: Error from slot: Failed to open '/out/x' as standard output:
    other: "
  `);
});

test("what the scheduler says of the class counts over the words", () => {
  expect(holdOf({ token: "t", state: "held", reason: "memory", held: { class: "policy", reason: "too much memory asked" } }).class).toBe("policy");
  expect(holdOf({ token: "t", state: "held" })).toEqual({ class: "other", reason: "the scheduler does not say why" });
});

test("a request grows by its factor up to its limit, and never shrinks", () => {
  expect([grown(4, { factor: 1.5 }), grown(4, { factor: 3, limit: 10 }), grown(12, { factor: 3, limit: 10 })]).toEqual([6, 10, 12]);
  const positive = fc.double({ min: 0.001, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(positive, fc.double({ min: 1, max: 100, noNaN: true }), positive, (asked, factor, limit) => {
      const result = grown(asked, { factor, limit });
      expect(result).toBeGreaterThanOrEqual(asked);
      expect(result).toBeLessThanOrEqual(Math.max(asked, limit));
    }),
  );
});
