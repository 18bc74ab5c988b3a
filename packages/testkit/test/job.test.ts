import fc from "fast-check";
import { expect, test } from "vitest";

import { FakeJob, Random, type End, type Fate } from "../src/index.ts";

const phase = fc.record({ state: fc.constantFrom("queued", "running", "held"), seconds: fc.integer({ min: 0, max: 1000 }) });
const end = fc.constantFrom<End[]>(
  { state: "completed" },
  { state: "failed", node: 0, exitCode: 1, cause: "exit" },
  { state: "removed", reason: "by somebody" },
  { state: "never" },
);
const fates: fc.Arbitrary<Fate> = fc.record({ phases: fc.array(phase, { minLength: 1, maxLength: 5 }), end });
const open: readonly string[] = ["queued", "running", "held"];

function jobWith(fate: Fate): FakeJob {
  return new FakeJob({ token: "p.1.1.workflow.1", name: "test", file: "/nowhere/work.dag", directory: "/nowhere" }, "1", 0, fate);
}

test("a submission is open until its end, and stays as it ended", () => {
  fc.assert(
    fc.property(fates, fc.nat({ max: 6_000_000 }), (fate, time) => {
      const job = jobWith(fate);
      const { state } = job.observe(time);
      expect(open.includes(state)).toBe(time < job.ended);
      if (time >= job.ended) expect(state).toBe(fate.end.state);
    }),
  );
});

test("what is removed while it is open ends then, whatever was to come; what has ended stays", () => {
  fc.assert(
    fc.property(fates, fc.nat({ max: 6_000_000 }), (fate, time) => {
      const job = jobWith(fate);
      const [ended, before] = [job.ended, job.observe(time).state];
      job.remove(time);
      expect(job.ended).toBe(Math.min(ended, time));
      expect(job.observe(time + 1e9).state).toBe(time < ended ? "removed" : before);
    }),
  );
});

test("the release of a hold takes away the rest of it and nothing else", () => {
  fc.assert(
    fc.property(fates, fc.nat({ max: 6_000_000 }), (fate, time) => {
      const job = jobWith(fate);
      const isHeld = job.observe(time).state === "held" && fate.end.state !== "never";
      const ended = job.ended;
      job.release(time);
      if (isHeld) expect(job.ended).toBeLessThan(ended);
      else expect(job.ended).toBe(ended);
    }),
  );
});

test("random numbers are those of their keys", () => {
  expect([new Random("a", 1).next(), new Random("a", 1).next()]).toEqual([expect.any(Number), new Random("a", 1).next()]);
  expect(new Random("a", 1).next()).not.toBe(new Random("a", 2).next());
  expect(Array.from({ length: 3 }, (_, index) => new Random("fixed", index).below(1000))).toMatchInlineSnapshot(`
    [
      926,
      822,
      144,
    ]
  `);
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (key, limit) => {
      const random = new Random(key);
      const value = random.below(limit);
      expect(Number.isInteger(value) && value >= 0 && value < limit).toBe(true);
      expect(random.shuffled([1, 2, 3, 4]).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    }),
  );
});
