import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

import { judge, type SubmissionRecord } from "../../src/lifecycle/submissions.ts";
import type { Observation, SchedulerState } from "../../src/scheduler/index.ts";
import { identify, thisBoot, thisHost } from "../../src/system/index.ts";

const address = { scheduler: "local", accessPoint: "here", pool: "", owner: "albert" };
const alive = identify()!;
const dead = { ...alive, pid: spawnSync("true").pid, startTime: 1 };

const record = (submitter: SubmissionRecord["submitter"]): SubmissionRecord => ({
  id: 1,
  token: "p.1.1.workflow.1",
  attemptId: 1,
  purpose: "workflow",
  request: { token: "p.1.1.workflow.1", name: "toy/EV1/one", file: "/run/toy.dag", directory: "/run" },
  address,
  submitter,
  intended: "2026-03-01T12:00:00.000Z",
  jobId: undefined,
  ended: undefined,
  unconfirmed: undefined,
});

const seen = (state: SchedulerState, more: Partial<Observation> = {}): Observation => ({ token: "p.1.1.workflow.1", state, ...more });

test("whatever the scheduler knows is found, in any state, under its own name for it", () => {
  for (const state of ["queued", "running", "held", "completed", "failed", "removed"] as const) {
    expect(judge(record(alive), seen(state, { jobId: "77.0" }), address)).toEqual({ kind: "found", jobId: "77.0" });
    expect(judge(record(dead), seen(state), address)).toEqual({ kind: "found", jobId: "p.1.1.workflow.1" });
  }
});

test("absent needs a dead submitter and an answer from the very place that was meant", () => {
  expect(judge(record(dead), seen("absent"), address)).toEqual({ kind: "absent" });
  expect(judge(record({ ...alive, bootId: "an earlier boot" }), seen("absent"), address)).toEqual({ kind: "absent" });
});

test("anything less is unconfirmed, with the reason", () => {
  const reasons = [
    judge(record(dead), undefined, address),
    judge(record(dead), seen("unknown"), address),
    judge(record(dead), seen("unknown", { reason: "condor_q did not answer" }), address),
    judge(record(dead), seen("absent"), { ...address, accessPoint: "there" }),
    judge(record(dead), seen("absent"), { ...address, pool: "elsewhere" }),
    judge(record(dead), seen("absent"), { ...address, owner: "marie" }),
    judge(record(alive), seen("absent"), address),
    judge(record({ ...dead, host: "a-third-host" }), seen("absent"), address),
  ];
  const text = reasons.map((verdict) => ("reason" in verdict ? `${verdict.kind}: ${verdict.reason}` : verdict.kind)).join("\n");
  expect(text.replaceAll(String(alive.pid), "PID")).toMatchInlineSnapshot(`
    "unconfirmed: the scheduler did not say anything about it
    unconfirmed: the scheduler did not say anything about it
    unconfirmed: condor_q did not answer
    unconfirmed: it belongs to albert at here: ask there
    unconfirmed: it belongs to albert at here: ask there
    unconfirmed: it belongs to albert at here: ask there
    unconfirmed: process PID, which submits it, is still at work
    unconfirmed: it was being submitted from a-third-host: run asimov monitor there"
  `);
});

test("a reused process id is not the submitter", () => {
  expect(judge(record({ host: thisHost(), bootId: thisBoot(), pid: alive.pid, startTime: alive.startTime - 1 }), seen("absent"), address)).toEqual({
    kind: "absent",
  });
});
