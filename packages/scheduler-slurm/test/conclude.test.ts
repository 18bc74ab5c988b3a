import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { identify } from "@asimov-gw/core/system";
import { close, isClosed } from "../src/attempts.ts";
import { conclude, type Conclusion, type Gone } from "../src/conclude.ts";
import type { EndState } from "../src/states.ts";

const settings = { graceSeconds: 60, usageSeconds: 15 };
const times = "0m0.00s 0m0.00s\n0m1.50s 0m0.50s\n";
const elsewhere = "pid=7\nstart=1\nboot=b\nhost=another\n";
const self = identify()!;
const here = `pid=${self.pid}\nstart=${self.startTime}\nboot=${self.bootId}\nhost=${self.host}\n`;
const dead = `pid=${self.pid}\nstart=1\nboot=${self.bootId}\nhost=${self.host}\n`;
const exit = (code: number, cause = "exit", what = ""): string => `code=${code}\ncause=${cause}\nwhat=${what}\n${times}end=\n`;

/** What is concluded of an attempt with these files. */
function concluded(files: Readonly<Record<string, string>>, state?: EndState, more: Partial<Gone> = {}): Conclusion & { readonly directory: string } {
  const attempt = join(mkdtempSync(join(tmpdir(), "asimov-conclude-")), "1");
  onTestFinished(() => rmSync(join(attempt, ".."), { recursive: true }));
  mkdirSync(attempt);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(attempt, name), text);
  const gone: Gone = {
    attempt,
    handedOver: 1,
    task: { attempt: "node/1", claim: "claim", success: 0, checkpoint: 77, length: 100 },
    end: { state, isAccounted: false, takenOut: false, usage: {} },
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
  expect(of(3, "NODE_FAIL")).toEqual(["exit", 3, undefined]);
  expect(of(143, "TIMEOUT")).toEqual(["time", 143, "it reached its time limit in Slurm"]);
  expect(of(137, "OUT_OF_MEMORY")).toEqual(["memory", 137, "it used more memory than it had asked for"]);
  expect(of(143, "PREEMPTED")).toEqual(["lost", undefined, "Slurm gave its place to another job"]);
  expect(of(143, "CANCELLED")).toEqual(["signal", 143, "it was cancelled in Slurm"]);
  expect(of(139, "FAILED")).toEqual(["signal", 139, undefined]);
  expect(outcome({ claim: dead, exit: exit(126, "no-program") }, "COMPLETED")).toEqual(["start", 126, "its executable does not exist"]);
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
  const takenOut = { state: undefined, isAccounted: false, takenOut: true, usage: {} };
  expect(outcome({}, undefined, { end: takenOut })).toEqual(["start", undefined, "it was cancelled in Slurm before it began"]);
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
