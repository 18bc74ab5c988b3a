import { copyFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";

import { doneStatuses, restingStatuses, statuses } from "../../../src/analysis/index.ts";
import { actionFor, cancel, hold, release, requestRestart, requestStop, resurrect, type Seen } from "../../../src/lifecycle/index.ts";
import { nextStatuses, outcomes, renewing, starting } from "../../../src/lifecycle/machine/index.ts";
import type { Observation } from "../../../src/scheduler/index.ts";
import { AsimovError } from "../../../src/system/index.ts";
import { openLab, reopenLab, type Lab } from "../../support/lab.ts";

const decisions = {
  stop: (lab: Lab) => requestStop(lab.session, lab.analysis()),
  restart: (lab: Lab) => requestRestart(lab.session, lab.analysis(), false),
  resurrect: async (lab: Lab) => {
    for (const { error } of await resurrect(lab.session, [lab.analysis()])) throw error;
  },
  hold: (lab: Lab) => hold(lab.session, lab.analysis()),
  release: (lab: Lab) => release(lab.session, lab.analysis()),
  cancel: (lab: Lab) => cancel(lab.session, lab.analysis()),
} as const;

const observations: readonly Omit<Observation, "token">[] = [
  { state: "queued" },
  { state: "running" },
  { state: "held", reason: "out of memory" },
  { state: "held", reason: "no such file" },
  { state: "held", held: { class: "credentials", reason: "the proxy ended" } },
  { state: "completed" },
  { state: "failed", reason: "node A failed" },
  { state: "failed", held: { class: "time", reason: "too long" } },
  { state: "removed" },
  { state: "removed", endedBy: "evicted" },
  { state: "absent" },
  { state: "unknown", reason: "no answer" },
];

/** One thing that happens before a pass: a scheduler sees something, the products become whole or not, a hook fails, a person decides. */
const happening = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...observations).map((seen) => ({ kind: "seen" as const, seen })) },
  { weight: 2, arbitrary: fc.boolean().map((whole) => ({ kind: "products" as const, whole })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("detectCompletion", "resurrect", "afterCompletion", "postprocess", "nothing")
      .map((hook) => ({ kind: "fault" as const, hook })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...(Object.keys(decisions) as (keyof typeof decisions)[])).map((name) => ({ kind: "person" as const, name })),
  },
);
const round = fc.record({ happenings: fc.array(happening, { minLength: 1, maxLength: 2 }), chain: fc.boolean() });
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

async function happen(lab: Lab, one: Happening): Promise<void> {
  if (one.kind === "seen") lab.scheduler.show(one.seen);
  else if (one.kind === "products") lab.hooks.detectCompletion = () => one.whole;
  else if (one.kind === "person") await refusable(() => decisions[one.name](lab));
  else {
    for (const hook of ["resurrect", "afterCompletion"] as const) delete lab.hooks[hook];
    if (one.hook === "postprocess") lab.hooks.afterCompletion = (_, doors) => doors.submitJob!({ name: "summary", command: "true", args: [] });
    else if (one.hook !== "nothing") lab.hooks[one.hook as "resurrect"] = () => fault();
  }
}

function fault(): never {
  throw new AsimovError("PLUGIN_ERROR", { message: "no luck today" });
}

async function refusable(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
  }
}

// Every status that passes by themselves lead to, by way of others too.
function reachable(from: string): ReadonlySet<string> {
  const found = new Set<string>([from]);
  for (const status of found) {
    for (const action of seenOf(status)) for (const next of nextStatuses(status, outcomes[action])) found.add(next);
    if (status === "ready") for (const next of nextStatuses(status, starting)) found.add(next);
  }
  return found;
}

const everything: readonly Seen[] = ["queued", "running", "held", "completed", "failed", "removed", "absent", "unknown", "unconfirmed", "nothing"];

function seenOf(status: string): ReadonlySet<ReturnType<typeof actionFor>> {
  return new Set(everything.map((seen) => actionFor(status, seen)));
}

function check(lab: Lab, before: string): void {
  const { status, reason, remedy } = lab.analysis();
  expect(reason, `reason in ${status}`).toMatch(/\S/);
  if (["wait", "stuck", "stopped", "manual"].includes(status) || reason.startsWith("held")) {
    if (!reason.includes("its jobs are removed")) expect(remedy, `what to type in ${status}: ${reason}`).toMatch(/asimov /);
  }
  expect(reachable(before), `${before} -> ${status} by a pass`).toContain(status);
  const attempts = lab.attempts();
  // Its budgets: node failed, memory, time and evicted once each.
  const series = attempts.slice(attempts.findLastIndex(({ resumes }) => resumes === undefined));
  expect(series.filter(({ resumes, granted }) => resumes !== undefined && !granted).length).toBeLessThanOrEqual(4);
  expect(attempts.filter(({ ended }) => ended === undefined).length).toBeLessThanOrEqual(1);
  for (const { outcome, cause } of attempts) if (outcome === "failed") expect(cause?.message).toMatch(/\S/);
}

test("whatever happens: a reason and a command in each status, no way that the table lacks, and no attempt beyond the budgets", async () => {
  const first = await openLab();
  await first.pass();
  const seen = new Map(first.scheduler.seen);
  first.session.close();
  const ledger = join(first.directory, ".asimov/ledger.db");
  copyFileSync(ledger, join(first.directory, "ledger.db"));
  const visited = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 3, maxLength: 12 }), async (rounds) => {
      copyFileSync(join(first.directory, "ledger.db"), ledger);
      const lab = await reopenLab(first.directory);
      try {
        for (const [token, observation] of seen) lab.scheduler.seen.set(token, observation);
        for (const { happenings, chain } of rounds) {
          for (const one of happenings) await happen(lab, one);
          const before = lab.analysis();
          await lab.pass({ chain });
          check(lab, before.status);
          const after = lab.analysis();
          if (restingStatuses.has(before.status)) expect(after).toEqual(before);
          visited.add(after.status);
        }
        // Once all goes well, nothing stays halfway.
        for (const hook of ["resurrect", "afterCompletion"] as const) delete lab.hooks[hook];
        lab.hooks.detectCompletion = () => true;
        for (let pass = 0; pass < 4; pass += 1) {
          lab.scheduler.show({ state: "completed" });
          await lab.pass();
        }
        expect([...restingStatuses]).toContain(lab.analysis().status);
      } finally {
        lab.session.close();
      }
    }),
    { numRuns: 15 },
  );
  expect(visited.size).toBeGreaterThan(4);
}, 180_000);

test("only a person leads out of a status in which nothing happens any more, but for a renewal", () => {
  for (const status of restingStatuses) expect([...reachable(status)]).toEqual([status]);
  expect(nextStatuses("uploaded", renewing)).toEqual(["restart"]);
});

test("whatever a pass begins comes to an end: each status that is not at rest leads to one that is", () => {
  for (const status of statuses) expect([...reachable(status)].some((one) => restingStatuses.has(one))).toBe(true);
  expect(nextStatuses("finished", outcomes.complete).every((status) => status === "stuck" || doneStatuses.has(status))).toBe(true);
});
