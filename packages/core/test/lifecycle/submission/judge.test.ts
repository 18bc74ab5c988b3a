import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

import { type Circumstances, judge, type Verdict } from "../../../src/lifecycle/submission/index.ts";
import type { SubmissionRecord } from "../../../src/lifecycle/record/index.ts";
import type { Observation, SchedulerState } from "../../../src/scheduler/index.ts";
import { identify, thisBoot, thisHost } from "../../../src/system/index.ts";

const address = { scheduler: "local", accessPoint: "here", pool: "", owner: "albert" };
const ours = identify()!;
const alive = identify(process.ppid)!;
const dead = { ...ours, pid: spawnSync("true").pid, startTime: 1 };
const intended = "2026-03-01T12:00:00.000Z";

const record = (submitter: SubmissionRecord["submitter"], more: Partial<SubmissionRecord> = {}): SubmissionRecord => ({
  id: 1,
  token: "p.1.1.workflow.1",
  attemptId: 1,
  analysisId: 1,
  purpose: "workflow",
  request: { token: "p.1.1.workflow.1", name: "toy/EV1/one", file: "/run/toy.dag", directory: "/run" },
  address,
  submitter,
  intended,
  jobId: undefined,
  ended: undefined,
  unconfirmed: undefined,
  decided: undefined,
  ...more,
});

const seen = (state: SchedulerState, more: Partial<Observation> = {}): Observation => ({ token: "p.1.1.workflow.1", state, ...more });
const absent = seen("absent", { reaches: "2026-03-01T11:00:00.000Z" });
const circumstances: Circumstances = { asked: address, grace: 0, now: Date.parse("2026-03-01T12:10:00.000Z"), isSubmitting: false };
const at = (more: Partial<Circumstances>): Circumstances => ({ ...circumstances, ...more });

test("whatever the scheduler knows is found, in any state, under its own name for it", () => {
  for (const state of ["queued", "running", "held", "completed", "failed", "removed"] as const) {
    expect(judge(record(alive), seen(state, { jobId: "77.0" }), circumstances)).toEqual({ kind: "found", jobId: "77.0" });
    expect(judge(record(dead), seen(state), circumstances)).toEqual({ kind: "found", jobId: "p.1.1.workflow.1" });
  }
});

test("absent needs a dead submitter, and an answer with its history from the very place that was meant", () => {
  expect(judge(record(dead), absent, circumstances)).toEqual({ kind: "absent" });
  expect(judge(record({ ...alive, bootId: "an earlier boot" }), absent, circumstances)).toEqual({ kind: "absent" });
  expect(judge(record(dead), seen("absent", { reaches: intended }), circumstances)).toEqual({ kind: "absent" });
});

test("each condition that is missing leaves it unconfirmed, with the reason", () => {
  const cases: Readonly<Record<string, Verdict>> = {
    "no answer": judge(record(dead), undefined, circumstances),
    "no reason": judge(record(dead), seen("unknown"), circumstances),
    "no queue": judge(record(dead), seen("unknown", { reason: "the queue did not answer" }), circumstances),
    "another access point": judge(record(dead), absent, at({ asked: { ...address, accessPoint: "there" } })),
    "another pool": judge(record(dead), absent, at({ asked: { ...address, pool: "elsewhere" } })),
    "another owner": judge(record(dead), absent, at({ asked: { ...address, owner: "marie" } })),
    "submitter at work": judge(record(alive), absent, circumstances),
    "we are at it": judge(record(ours), absent, at({ isSubmitting: true })),
    "submitter on another host": judge(record({ ...dead, host: "a-third-host" }), absent, circumstances),
    "no history": judge(record(dead), seen("absent"), circumstances),
    "short history": judge(record(dead), seen("absent", { reaches: "2026-03-01T12:00:00.001Z" }), circumstances),
    "grace begins": judge(record(dead), absent, at({ grace: 300 })),
    "grace goes on": judge(
      record(dead, { unconfirmed: { reason: "", since: intended, absent: "2026-03-01T12:05:01.000Z" } }),
      absent,
      at({ grace: 300 }),
    ),
    "missed for other reasons": judge(record(dead, { unconfirmed: { reason: "", since: intended } }), absent, at({ grace: 300 })),
  };
  const text = Object.entries(cases).map(([name, verdict]) => `${name}: ${"reason" in verdict ? verdict.reason : verdict.kind}`);
  expect(text.join("\n").replaceAll(String(alive.pid), "PID").replaceAll(String(ours.pid), "PID")).toMatchInlineSnapshot(`
    "no answer: the scheduler did not say anything about it
    no reason: the scheduler did not say anything about it
    no queue: the queue did not answer
    another access point: it belongs to albert at here: ask there
    another pool: it belongs to albert at here: ask there
    another owner: it belongs to albert at here: ask there
    submitter at work: process PID, which submits it, is still at work
    we are at it: process PID, which submits it, is still at work
    submitter on another host: it was being submitted from a-third-host: run asimov monitor there
    no history: the queue does not have it, and the scheduler does not say how far back its history reaches
    short history: the queue does not have it, and the history reaches back to 2026-03-01T12:00:00.001Z only: it was submitted at 2026-03-01T12:00:00.000Z
    grace begins: the scheduler does not show it; it may still appear for 5 min
    grace goes on: the scheduler does not show it; it may still appear for 1 s
    missed for other reasons: the scheduler does not show it; it may still appear for 5 min"
  `);
});

test("after the grace time it is absent, and a process of ours that has given up is no submitter at work", () => {
  const missed = { unconfirmed: { reason: "", since: intended, absent: "2026-03-01T12:05:00.000Z" } };
  expect(judge(record(dead, missed), absent, at({ grace: 300 }))).toEqual({ kind: "absent" });
  expect(judge(record(ours), absent, circumstances)).toEqual({ kind: "absent" });
});

test("the word of a person counts where the scheduler does not show it, until it is handed over again", () => {
  const decided = { what: "absent", by: "marie", when: "2026-03-01T12:05:00.000Z" } as const;
  const elsewhere = at({ asked: { ...address, accessPoint: "there" }, grace: 300 });
  expect(judge(record(alive, { decided }), seen("absent"), elsewhere)).toEqual({ kind: "absent" });
  expect(judge(record(dead, { decided }), seen("running", { jobId: "7" }), elsewhere)).toEqual({ kind: "found", jobId: "7" });
  expect(judge(record(dead, { decided }), seen("unknown"), elsewhere)).toEqual({ kind: "absent" });
  expect(judge(record(alive, { decided, intended: "2026-03-01T12:06:00.000Z" }), absent, circumstances)).toMatchObject({ kind: "unconfirmed" });
});

test("a reused process id is not the submitter", () => {
  expect(judge(record({ host: thisHost(), bootId: thisBoot(), pid: alive.pid, startTime: alive.startTime - 1 }), absent, circumstances)).toEqual({
    kind: "absent",
  });
});
