import fc from "fast-check";
import { expect, test } from "vitest";

import { isOutage, Outages } from "../../src/lifecycle/outages.ts";
import { AsimovError } from "../../src/system/index.ts";
import { openLedger } from "../support/ledger.ts";
import { refusal } from "../support/refusal.ts";

const start = Date.parse("2026-03-01T12:00:00.000Z");

function outages(cap = 1800): { readonly outages: Outages; readonly wait: (seconds: number) => void; readonly another: () => Outages } {
  let now = start;
  const ledger = openLedger(undefined, { clock: { now: () => now } });
  return { outages: new Outages(ledger, cap), wait: (seconds) => void (now += seconds * 1000), another: () => new Outages(ledger, cap) };
}

test("the first failure is tried again by the next pass, further ones ever later up to a limit, and the beginning stays", () => {
  const { outages: schedulers, wait } = outages(200);
  const waits: number[] = [];
  for (let pass = 0; pass < 6; pass++) {
    schedulers.begin(true);
    expect(schedulers.keepsFrom("queue")).toBeUndefined();
    const { nextTry, since, failures } = schedulers.failed("queue", "no answer");
    expect([since, failures]).toEqual(["2026-03-01T12:00:00.000Z", pass + 1]);
    const seconds = (Date.parse(nextTry) - start) / 1000 - waits.reduce((sum, one) => sum + one, 0);
    waits.push(seconds);
    wait(seconds);
  }
  expect(waits).toEqual([0, 30, 60, 120, 200, 200]);
});

test("within one run what failed is not tried again; the next run tries when it is due, or at once where a person wants it", async () => {
  const { outages: schedulers, wait } = outages();
  schedulers.begin(true);
  for (let failures = 0; failures < 3; failures++) schedulers.failed("queue", "no answer");
  expect(await refusal(() => schedulers.refuse("queue"))).toMatchInlineSnapshot(`
    "SCHEDULER_OUTAGE nowhere
      scheduler "queue" is out of reach since 2026-03-01T12:00:00.000Z: nothing is submitted to it (no answer)"
  `);
  expect(schedulers.keepsFrom("another")).toBeUndefined();
  schedulers.begin(true);
  expect(schedulers.keepsFrom("queue")).toMatchObject({ failures: 3, reason: "no answer" });
  schedulers.begin(false);
  expect(schedulers.keepsFrom("queue")).toBeUndefined();
  wait(60);
  schedulers.begin(true);
  expect(schedulers.keepsFrom("queue")).toBeUndefined();
});

test("an answer ends an outage, also for other processes, and the next one begins anew", () => {
  const { outages: schedulers, wait, another } = outages();
  schedulers.failed("queue", "no answer");
  schedulers.failed("queue", "no answer");
  wait(100);
  another().answered("queue");
  expect(another().failed("queue", "again")).toMatchObject({ failures: 1, since: "2026-03-01T12:01:40.000Z" });
});

test("a report has one outage for each scheduler, with all that was not done", async () => {
  const { outages: schedulers } = outages();
  const outage = schedulers.failed("queue", "no answer");
  schedulers.unchecked(outage, 3);
  await refusal(() => schedulers.refuse("queue"));
  await refusal(() => schedulers.refuse("queue"));
  schedulers.failed("another", "no route");
  expect(schedulers.told).toMatchObject([
    { scheduler: "queue", reason: "no answer", unchecked: 3, unsubmitted: 2 },
    { scheduler: "another", reason: "no route", unchecked: 0, unsubmitted: 0 },
  ]);
  schedulers.begin(false);
  expect(schedulers.told).toEqual([]);
});

test("what is not done for one submission is tried ever more rarely, keeps no other from its turn, and begins anew once it was done", async () => {
  const { outages: schedulers, wait } = outages();
  const act = { what: "remove", token: "a" } as const;
  for (let failures = 1; failures <= 3; failures++) {
    schedulers.begin(true);
    schedulers.answered("queue");
    expect(schedulers.keepsBack("queue", act)).toBeUndefined();
    expect(schedulers.failedFor("queue", act, "no right to")).toMatchObject({ failures, since: "2026-03-01T12:00:00.000Z" });
    if (failures > 1) expect(schedulers.keepsBack("queue", act)).toMatchObject({ failures, only: act });
    expect(schedulers.keepsFrom("queue")).toBeUndefined();
    expect(schedulers.keepsBack("queue", { what: "remove", token: "b" })).toBeUndefined();
    expect(schedulers.keepsBack("queue", { what: "release", token: "a" })).toBeUndefined();
    if (failures < 3) wait(30 * (failures - 1));
  }
  expect(await refusal(() => schedulers.refuseFor("queue", act))).toMatchInlineSnapshot(`
    "SCHEDULER_OUTAGE nowhere
      submission a fails at scheduler "queue" since 2026-03-01T12:00:00.000Z: its next try is not due (no right to)"
  `);
  schedulers.begin(false);
  expect(schedulers.keepsBack("queue", act)).toBeUndefined();
  schedulers.did("queue", act);
  schedulers.begin(true);
  expect(schedulers.keepsBack("queue", act)).toBeUndefined();
  expect(schedulers.failedFor("queue", act, "again")).toMatchObject({ failures: 1, since: "2026-03-01T12:00:30.000Z" });
});

test("three submissions in a row that fail alike are an outage; one that goes well, another reason or the same submission are not", () => {
  const failing = (...events: readonly (readonly [token: string, reason: string] | "done")[]): boolean => {
    const { outages: schedulers } = outages();
    schedulers.answered("queue");
    for (const event of events) {
      if (event === "done") schedulers.did("queue", { what: "submit", token: "z" });
      else schedulers.failedFor("queue", { what: "submit", token: event[0] }, event[1]);
    }
    return schedulers.keepsFrom("queue") !== undefined;
  };
  expect(failing(["a", "no room"], ["b", "no room"], ["c", "no room"])).toBe(true);
  // A reason that names the submission is the same for all.
  expect(failing(["p.1", "p.1: no room"], ["p.2", "p.2: no room"], ["p.3", "p.3: no room"])).toBe(true);
  expect(failing(["a", "no room"], ["b", "no room"], "done", ["c", "no room"])).toBe(false);
  expect(failing(["a", "no room"], ["b", "bad file"], ["c", "no room"])).toBe(false);
  expect(failing(["a", "no room"], ["a", "no room"], ["a", "no room"])).toBe(false);
});

test("whatever happens, a patient run waits no longer than the limit, and after an answer not at all", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("fails", "answers"), { maxLength: 12 }), (events) => {
      const { outages: schedulers, wait } = outages(300);
      for (const event of events) {
        if (event === "fails") schedulers.failed("queue", "no answer");
        else schedulers.answered("queue");
      }
      schedulers.begin(true);
      if (events.at(-1) !== "fails") expect(schedulers.keepsFrom("queue")).toBeUndefined();
      wait(300);
      schedulers.begin(true);
      expect(schedulers.keepsFrom("queue")).toBeUndefined();
    }),
    { numRuns: 30 },
  );
});

test("a workflow that a scheduler refuses is no outage", () => {
  const codes = [
    "SCHEDULER_UNREACHABLE",
    "SCHEDULER_TIMEOUT",
    "SCHEDULER_NONSENSE",
    "SCHEDULER_LOAD_FAILED",
    "SCHEDULER_UNUSABLE",
    "SCHEDULER_OUTAGE",
    "PLUGIN_CRASHED",
    "WORKFLOW_CYCLE",
  ];
  expect(codes.filter((code) => isOutage(new AsimovError(code, { message: "" })))).toEqual(codes.slice(0, -3));
});
