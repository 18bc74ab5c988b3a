import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { identify } from "@asimov-gw/core/system";
import { close, isClosed } from "../src/attempts.ts";
import { conclude, type Conclusion, type Gone } from "../src/conclude.ts";
import type { EndState } from "../src/states.ts";

const settings = { graceSeconds: 60, nodeGraceSeconds: 3600, usageSeconds: 15 };
const nowhere = { isAccounted: false, takenOut: false, isRequeued: false, runs: false, usage: {} };
const times = "0m0.00s 0m0.00s\n0m1.50s 0m0.50s\n";
const elsewhere = "pid=7\nstart=1\nboot=b\nhost=another\n";
const self = identify()!;
const here = `pid=${self.pid}\nstart=${self.startTime}\nboot=${self.bootId}\nhost=${self.host}\n`;
const dead = `pid=${self.pid}\nstart=1\nboot=${self.bootId}\nhost=${self.host}\n`;
const exit = (code: number, cause = "exit", what = ""): string => `code=${code}\ncause=${cause}\nwhat=${what}\n${times}end=\n`;

const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);

/** What is concluded of an attempt with these files. */
function concluded(files: Readonly<Record<string, string>>, state?: EndState, more: Partial<Gone> = {}): Conclusion & { readonly directory: string } {
  const attempt = join(mkdtempSync(join(tmpdir(), "asimov-conclude-")), "1");
  onTestFinished(() => rmSync(join(attempt, ".."), { recursive: true }));
  mkdirSync(attempt);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(attempt, name), text);
    utimesSync(join(attempt, name), ago(200), ago(200));
  }
  const gone: Gone = {
    attempt,
    handedOver: 1,
    task: { attempt: "node/1", claim: "claim", success: 0, checkpoint: 77, length: 100 },
    end: { ...nowhere, state },
    node: undefined,
    removed: false,
    seconds: 0,
    doubtfulSeconds: undefined,
    isKept: false,
    isSilent: false,
    ...more,
  };
  return { ...conclude(gone, settings), directory: attempt };
}

function outcome(...of: Parameters<typeof concluded>): unknown {
  const conclusion = concluded(...of);
  return conclusion.kind === "ended" ? [conclusion.outcome.cause, conclusion.outcome.exitCode, conclusion.outcome.reason] : conclusion.kind;
}

test("what a job has recorded goes before what Slurm thinks of it, but a signal has somebody who sent it", () => {
  const of = (code: number, state: EndState): unknown => outcome({ claim: dead, exit: exit(code) }, state);
  expect(of(0, "TIMEOUT")).toEqual(["exit", 0, undefined]);
  expect(of(77, "TIMEOUT")).toEqual(["exit", 77, undefined]);
  expect(of(0, "NODE_FAIL")).toEqual(["exit", 0, undefined]);
  expect(of(3, "NODE_FAIL")).toEqual(["lost", undefined, "its node failed"]);
  expect(of(1, "PREEMPTED")).toEqual(["lost", undefined, "Slurm gave its place to another job"]);
  expect(of(1, "COMPLETED")).toEqual(["exit", 1, undefined]);
  expect(of(143, "TIMEOUT")).toEqual(["time", 143, "it reached its time limit in Slurm"]);
  expect(of(137, "OUT_OF_MEMORY")).toEqual(["memory", 137, "it used more memory than it had asked for"]);
  expect(of(143, "PREEMPTED")).toEqual(["lost", undefined, "Slurm gave its place to another job"]);
  expect(of(143, "CANCELLED")).toEqual(["signal", 143, "it was cancelled in Slurm"]);
  expect(of(139, "FAILED")).toEqual(["signal", 139, undefined]);
  expect(outcome({ claim: dead, exit: exit(126, "no-program") }, "COMPLETED")).toEqual(["start", 126, "its executable does not exist"]);
});

test("a job that Slurm has started again is lost, unless its first run went well", () => {
  const again = "Slurm ended it to start it again, which only its next run does";
  expect(outcome({ claim: dead, exit: exit(143), requeued: "" }, "COMPLETED")).toEqual(["lost", undefined, again]);
  expect(outcome({ claim: dead, requeued: "" }, "COMPLETED")).toEqual(["lost", undefined, again]);
  expect(outcome({ claim: dead, exit: exit(0), requeued: "" }, "COMPLETED")).toEqual(["exit", 0, undefined]);
  const accounted = { end: { ...nowhere, state: "COMPLETED", isRequeued: true } } as const;
  expect(outcome({ claim: dead, exit: exit(143) }, undefined, accounted)).toEqual(["lost", undefined, again]);
});

test("a job on a node that does not answer is held until that has answered again, or for its grace", () => {
  const of = (state: EndState | undefined, more: Partial<Gone> = {}, runs = false): unknown =>
    outcome({ claim: elsewhere }, state, { seconds: 61, end: { ...nowhere, state, runs, usage: { host: "n1" } }, ...more });
  const held = concluded({ claim: elsewhere }, "NODE_FAIL", { seconds: 61, end: { ...nowhere, state: "NODE_FAIL", usage: { host: "n1" } } });
  expect(held).toMatchObject({ kind: "held", reason: "its node n1 does not answer; whether it still runs there nobody can tell" });
  const lost = ["lost", undefined, "its node failed"];
  const node = { name: "n1", answers: true, since: ago(100).getTime() };
  expect(of("NODE_FAIL", { node })).toEqual(lost);
  expect(of("NODE_FAIL", { node: { ...node, answers: false } })).toBe("held");
  // It has begun before the job, or has had no time yet to end it.
  for (const seconds of [300, 30]) expect(of("NODE_FAIL", { node: { ...node, since: ago(seconds).getTime() } })).toBe("held");
  expect(of("BOOT_FAIL", { seconds: 3601 })).toEqual(lost);
  expect(of(undefined, {}, true)).toBe("held");
  expect(of(undefined)).toEqual(["lost", undefined, "Slurm does not know it any more, and nobody saw how it ended"]);
  expect(of("FAILED")).toEqual(["lost", undefined, "its processes vanished without an exit record; Slurm says FAILED"]);
});

test("a job that has recorded nothing ended as Slurm says, or is lost", () => {
  const of = (state?: EndState): unknown => outcome({ claim: dead }, state);
  expect(of("TIMEOUT")).toEqual(["time", 137, "it reached its time limit in Slurm"]);
  expect(of("OUT_OF_MEMORY")).toEqual(["memory", 137, "it used more memory than it had asked for"]);
  expect(of("CANCELLED")).toEqual(["signal", 137, "it was cancelled in Slurm"]);
  expect(of("NODE_FAIL")).toEqual(["lost", undefined, "its node failed"]);
  expect(of("FAILED")).toEqual(["lost", undefined, "its processes vanished without an exit record; Slurm says FAILED"]);
  expect(of()).toEqual(["lost", undefined, "Slurm does not know it any more, and nobody saw how it ended"]);
});

test("nothing is concluded while its wrapper lives, or what another host has written may still come to be seen", () => {
  expect(concluded({ claim: here }, "NODE_FAIL").kind).toBe("wait");
  expect(concluded({ claim: elsewhere }, "COMPLETED").kind).toBe("wait");
  expect(concluded({ claim: elsewhere }, "COMPLETED", { seconds: 61 }).kind).toBe("ended");
  expect(concluded({ claim: elsewhere, exit: exit(0) }, "COMPLETED").kind).toBe("ended");
});

test("an end waits some seconds for the accounting, and for ever only where nobody else knows anything", () => {
  const kept = { isKept: true };
  expect(concluded({ claim: dead, exit: exit(0) }, "COMPLETED", kept).kind).toBe("wait");
  expect(concluded({ claim: dead, exit: exit(0) }, "COMPLETED", { ...kept, seconds: 16 }).kind).toBe("ended");
  expect(concluded({ claim: dead, exit: exit(0) }, undefined, { ...kept, isSilent: true }).kind).toBe("ended");
  expect(concluded({ claim: dead }, undefined, { ...kept, isSilent: true, seconds: 1000 }).kind).toBe("wait");
});

test("a job that has not begun is handed over again once it never can, unless somebody has cancelled it", () => {
  for (const state of ["FAILED", "NODE_FAIL", "BOOT_FAIL", "PREEMPTED", undefined] as const) {
    const { kind, directory } = concluded({}, state);
    expect([kind, isClosed(directory, "claim")]).toEqual(["again", true]);
  }
  expect(outcome({}, "CANCELLED")).toEqual(["start", undefined, "it was cancelled in Slurm before it began"]);
  const takenOut = { end: { ...nowhere, state: undefined, takenOut: true } };
  expect(outcome({}, undefined, takenOut)).toEqual(["start", undefined, "it was cancelled in Slurm before it began"]);
  expect(outcome({}, undefined, { removed: true })).toEqual(["lost", undefined, "it was removed before it began"]);
  const inVain = "it was handed to Slurm 5 times and never began: Slurm says FAILED";
  expect(outcome({}, "FAILED", { handedOver: 5 })).toEqual(["start", undefined, inVain]);
  expect(outcome({}, "FAILED", { handedOver: 4 })).toBe("again");
  const long = { task: { attempt: "node/1", claim: "claim", success: 0, length: 3_000_000 } };
  expect(outcome({ "not-started": "126\n" }, "FAILED", long)).toEqual([
    "start",
    undefined,
    "its arguments and environment are longer than the system allows",
  ]);
});

test("a submission that nobody has confirmed is waited for, and then can't begin any more", () => {
  const early = concluded({}, undefined, { doubtfulSeconds: 59 });
  expect([early.kind, readdirSync(early.directory)]).toEqual(["wait", []]);
  const late = concluded({}, undefined, { doubtfulSeconds: 61 });
  expect([late.kind, isClosed(late.directory, "claim")]).toEqual(["again", true]);
});

test("a job whose wrapper died while it brought its files back has another bring them", () => {
  const files = { claim: dead, result: `0\n${times}end=\n` };
  const { kind, directory, ...more } = concluded(files, "NODE_FAIL");
  expect([kind, more]).toEqual(["bring", { claim: "claim.1" }]);
  // That one has not begun either.
  const task = { attempt: "node/1", claim: "claim.1", success: 0, length: 100 };
  const second = concluded(files, "NODE_FAIL", { task });
  expect([second.kind, isClosed(second.directory, "claim.1")]).toEqual(["again", true]);
  // And that one has, and has died too.
  expect(concluded({ ...files, "claim.1": dead }, "NODE_FAIL", { task })).toMatchObject({ kind: "bring", claim: "claim.2" });
  expect(close(directory, "claim")).toBe(false);
});

test("files that wrappers died over again and again are left to a person", () => {
  const claims = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [index === 0 ? "claim" : `claim.${index}`, dead]));
  const of = (count: number): Conclusion => {
    const task = { attempt: "node/1", claim: count === 1 ? "claim" : `claim.${count - 1}`, success: 0, length: 100 };
    return concluded({ ...claims(count), result: `0\n${times}end=\n` }, "FAILED", { task });
  };
  expect(of(5)).toMatchObject({ kind: "bring", claim: "claim.5" });
  expect(of(6)).toMatchObject({ kind: "held", reason: expect.stringMatching(/never came to its end, 5 times; its records/) });
  // Nor has the fifth that was to bring them begun.
  const task = { attempt: "node/1", claim: "claim.5", success: 0, length: 100 };
  expect(concluded({ ...claims(5), result: `0\n${times}end=\n` }, "FAILED", { task })).toMatchObject({ kind: "held" });
});
