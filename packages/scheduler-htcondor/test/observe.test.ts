import { recordedCase, recordedFile, type CaseName } from "@asimov-gw/testkit";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { parseAds, type Ad } from "../src/ads.ts";
import { readDagmanOut } from "../src/dagman-out.ts";
import { holdIn } from "../src/holds.ts";
import { observeEnded, observeQueued } from "../src/observe.ts";

const poll = (name: CaseName, moment: string): readonly Ad[] => parseAds(recordedCase(name).polls![moment]!, "condor_q");
const printed = (name: CaseName, step: string): readonly Ad[] => parseAds(recordedCase(name).commands[step]!.stdout, "condor_q");

describe("in the queue", () => {
  test.each([
    ["nothing of it has run", "b-dag-ok", "02-condor_q-json-01-status-1", { state: "queued" }],
    ["DAGMan runs, and has not counted yet", "c-dag-fail", "03-condor_q-json-02-status-2", { state: "running" }],
    ["nodes run", "b-dag-ok", "02-condor_q-json-05-status-2-2", { state: "running", done: 0, total: 3 }],
    [
      "DAGMan was killed, and waits to be started again",
      "i3-dagman-killed",
      "03-condor_q-json-01-status-1-2",
      { state: "running", reason: "it was interrupted, and waits to be started again" },
    ],
    [
      "DAGMan cools down, and its nodes run on",
      "i5-dag-hold-release",
      "05-condor_q-json-01-status-1-2",
      { state: "running", reason: expect.stringMatching(/^DAGMan has died; HTCondor starts it again at 20/) },
    ],
    ["it has started again: what was said of the time before is old", "i5-dag-hold-release", "05-condor_q-json-02-status-2-2", { state: "running" }],
  ] as const)("%s", (_, name, moment, expected) => {
    expect(observeQueued("t", poll(name, moment)[0]!, [])).toMatchObject({ token: "t", ...expected });
  });

  test("a held node holds the whole when nothing else of it runs", () => {
    const held = printed("d-held", "02-condor_q-json").find((ad) => ad["HoldReasonCode"] === 6)!;
    const dagman = poll("b-dag-ok", "02-condor_q-json-02-status-2")[0]!;
    const node = { ...held, DAGNodeName: "B" };
    expect(observeQueued("t", { ...dagman, DAG_JobsIdle: 0, DAG_JobsRunning: 2 }, [node])).toMatchObject({
      state: "running",
      reason: expect.stringContaining("node B is held: Error from slot1_1"),
    });
    expect(observeQueued("t", { ...dagman, DAG_JobsIdle: 0, DAG_JobsRunning: 0 }, [node])).toMatchObject({
      state: "held",
      held: { class: "missing input" },
    });
  });

  test("DAGMan that is held itself is for a person, also where it ran out of something: its jobs go on", () => {
    const dagman = { ...poll("b-dag-ok", "02-condor_q-json-02-status-2")[0]!, JobStatus: 5, HoldReasonCode: 34 };
    expect(observeQueued("t", { ...dagman, HoldReason: "Job has gone over its memory limit" }, [])).toMatchObject({
      state: "held",
      held: { class: "policy", reason: "DAGMan is held, and its jobs go on: Job has gone over its memory limit" },
    });
  });

  test("a state that nobody knows is no answer", () => {
    expect(observeQueued("t", { ClusterId: 1, JobStatus: 11 }, [])).toMatchObject({ state: "unknown", reason: "HTCondor says JobStatus 11" });
  });
});

test("why a job is held, by the codes and words that were recorded", () => {
  const held = printed("d-held", "02-condor_q-json").filter((ad) => ad["JobStatus"] === 5);
  expect(held.map((ad) => [ad["HoldReasonCode"], holdIn(ad).class])).toEqual([
    [6, "missing input"],
    [13, "missing input"],
    [12, "missing input"],
    [7, "missing input"],
    [3, "other"],
  ]);
  expect(holdIn(printed("d-held", "03-condor_q-json-after-hold")[0]!)).toEqual({ class: "policy", reason: "via condor_hold (by user gw)" });
});

test("why a job is held, by codes of the manual", () => {
  const of = (HoldReasonCode: number, HoldReason: string, HoldReasonSubCode = 0): string =>
    holdIn({ HoldReasonCode, HoldReason, HoldReasonSubCode }).class;
  expect(of(34, "Error from slot1@x: Job has gone over cgroup memory limit of 4096 megabytes. Peak usage: 4100 megabytes.")).toBe("memory");
  expect(of(34, "Error from slot1@x: Job has exceeded allocated disk")).toBe("disk");
  expect(of(26, "The system macro SYSTEM_PERIODIC_HOLD expression '(MemoryUsage > RequestMemory)' evaluated to TRUE")).toBe("memory");
  expect(of(47, "The job exceeded allowed execute duration of 8+00:00:00")).toBe("time");
  expect(of(46, "The job exceeded allowed job duration of 8+00:00:00")).toBe("time");
  expect(of(13, "Transfer input files failure: No space left on device", 28)).toBe("disk");
  expect(of(4, "the proxy has expired")).toBe("credentials");
  expect(holdIn({}).reason).toBe("HTCondor does not say why");
});

describe("in the history", () => {
  test.each([
    ["all nodes done", "b-dag-ok", "08-history-json-cluster", { state: "completed", done: 3, total: 3, jobId: "2.0" }],
    ["a node failed", "c-dag-fail", "04-history-dagman-job", { state: "failed", done: 1, total: 3 }],
    ["removed by a person", "d-rm-dag", "05-history-dagman-job", { state: "removed", reason: "via condor_rm (by user gw)", endedBy: "removed" }],
    ["a single job that failed", "f-submit", "16-history-nonzero", { state: "failed", failure: { exitCode: 9, cause: "exit" } }],
    ["a single job that was killed", "f-submit", "16-history-signal", { state: "failed", failure: { exitCode: 137, cause: "signal" } }],
    ["a single job that ended well", "f-submit", "13-history-job", { state: "completed" }],
  ] as const)("%s", (_, name, step, expected) => {
    const ad = printed(name, step)[0]!;
    expect(observeEnded("t", name === "b-dag-ok" ? { ...ad, JobUniverse: 7 } : ad)).toMatchObject({ token: "t", ...expected });
  });

  test("a DAGMan that ended well with fewer nodes counted as done is no failure, which would be run again: its products decide", () => {
    const ad = { ...printed("l-stale-lock", "04-history")[0]!, JobUniverse: 7, ExitCode: 0 };
    expect(observeEnded("t", ad)).toMatchObject({ state: "completed", done: 1, reason: "DAGMan ended as if all were done, with 1 of 4 nodes done" });
  });
});

test("a status file that the workflow asks for tells progress, where it is newer than DAGMan's own attributes", () => {
  const directory = mkdtempSync(join(tmpdir(), "asimov-htcondor-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const [dagman] = poll("b-dag-ok", "02-condor_q-json-05-status-2-2");
  const { JobStartDate } = dagman as { JobStartDate: number };
  const ad = { ...dagman!, Iwd: directory, UserLog: join(directory, "run.dag.dagman.log") };
  const seen = (): unknown => observeQueued("t", ad, []);
  writeFileSync(join(directory, "run.dag"), "JOB A a.sub\nNODE_STATUS_FILE run.status 30\n");
  expect(seen()).toMatchObject({ done: 0, total: 3 });
  const status = recordedFile("g6-inline", "run.status");
  writeFileSync(join(directory, "run.status"), status.replace(/Timestamp = \d+/, `Timestamp = ${JobStartDate - 1}`));
  expect(seen()).toMatchObject({ done: 0, total: 3 });
  writeFileSync(join(directory, "run.status"), status.replace(/Timestamp = \d+/, `Timestamp = ${JobStartDate + 3600}`));
  expect(seen()).toMatchObject({ done: 2, total: 2 });
});

test.each([
  [
    "its directory is under /tmp",
    "b0-dag-in-tmp-refused",
    "run.dag.dagman.out",
    { error: expect.stringMatching(/^default node log file \S+ is in \/tmp: Warning is fatal/) },
  ],
  [
    "a submit file is missing",
    "c-dag-fail",
    "nosub.dag.dagman.out",
    { failed: { name: "A", kind: "start", error: expect.stringMatching(/No such file/) } },
  ],
  ["jobs were removed", "l-stale-lock", "03-dagman.out.tail", { failed: { name: "B", kind: "removed" } }],
  ["a job failed", "c-dag-fail", "dagman.out.tail", { failed: { name: "B", kind: "job", exitCode: 3, isSignal: false } }],
] as const)("what DAGMan says when %s", (_, name, file, expected) => {
  const directory = mkdtempSync(join(tmpdir(), "asimov-htcondor-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, "out"), recordedFile(name, file));
  expect(readDagmanOut(join(directory, "out"))).toMatchObject(expected);
});
