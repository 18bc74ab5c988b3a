import { expect, test } from "vitest";

import { AsimovError } from "../../src/system/index.ts";
import { refusal } from "../support/refusal.ts";
import { testHost } from "./hosts.ts";

test("a plugin asks through a door and gets its answer", async () => {
  const { call } = testHost();
  const double = (value: number): number => value * 2;
  expect(await call("ask", { door: "double", argument: 4 }, { double })).toBe(8);
  expect(await call("ask", { door: "later" }, { later: () => Promise.resolve({ a: [1] }) })).toEqual({ a: [1] });
});

test("a door that is not there, also by a name that all objects have", async () => {
  const { call } = testHost();
  expect(await refusal(() => call("ask", { door: "open" }, {}))).toMatchInlineSnapshot(`
    "PLUGIN_NO_SUCH_DOOR nowhere
      "open" can't be asked for here"
  `);
  expect(await refusal(() => call("ask", { door: "constructor" }, {}))).toContain("PLUGIN_NO_SUCH_DOOR");
  expect(await refusal(() => call("ask", { door: "toString" }, {}))).toContain("PLUGIN_NO_SUCH_DOOR");
});

test("a door that throws, at once or later, or answers what is no JSON, throws in the plugin", async () => {
  const { call } = testHost();
  const ours = (): never => {
    throw new AsimovError("SCHEDULER_UNREACHABLE", { message: "no answer", at: "GW1/pe", remedy: "Wait.", exitCode: 4 });
  };
  const theirs = (): Promise<never> => Promise.reject(new TypeError("x is undefined"));
  expect(await call("askAndCatch", "ours", { ours })).toEqual({
    code: "SCHEDULER_UNREACHABLE",
    message: "no answer",
    at: "GW1/pe",
    remedy: "Wait.",
    exitCode: 4,
  });
  expect(await call("askAndCatch", "theirs", { theirs })).toEqual({ code: "UNEXPECTED", message: "x is undefined" });
  expect(await call("askAndCatch", "big", { big: () => 10n })).toMatchObject({
    code: "UNEXPECTED",
    message: expect.stringContaining("BigInt") as unknown,
  });
  expect(await refusal(() => call("ask", { door: "ours" }, { ours }))).toMatchInlineSnapshot(`
    "SCHEDULER_UNREACHABLE GW1/pe
      no answer
      Wait."
  `);
});

test("doors used at once are answered each with its own answer, in any order", async () => {
  const { call } = testHost();
  const opened: string[] = [];
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const slow = async (index: number): Promise<string> => {
    await gate;
    return `slow ${index}`;
  };
  const quick = (index: number): string => {
    opened.push(`quick ${index}`);
    if (opened.length === 2) release();
    return `quick ${index}`;
  };
  expect(await call("askAll", ["slow", "quick", "slow", "quick"], { slow, quick })).toEqual(["slow 0", "quick 1", "slow 2", "quick 3"]);
});

test("a door is told when its call ends before it does", async () => {
  const { call } = testHost();
  const ended: string[] = [];
  const wait = (name: string, signal: AbortSignal): Promise<string> =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        ended.push(name);
        resolve("too late");
      });
    });
  // The process is there already, so that it comes to its question in time.
  await call("echo");
  const limited = refusal(() => call("ask", { door: "wait", argument: "time-out" }, { wait }, 1));
  expect(await limited).toContain("PLUGIN_TIMEOUT");
  expect(await call("askAndReturn", "wait", { wait: (_: never, signal: AbortSignal) => wait("return", signal) })).toBe("returned");
  expect(ended).toEqual(["time-out", "return"]);
  expect(await call("echo", 1)).toBe(1);
});

test("who asks after its call has ended is refused, and gets nothing through the doors of the next call", async () => {
  const { call } = testHost();
  const opened: string[] = [];
  await call("leaveRequest", "submit", { submit: () => void opened.push("of the first call") });
  expect(await call("wake", undefined, { submit: () => void opened.push("of the second call") })).toEqual({
    code: "PLUGIN_CALL_ENDED",
    message: 'the call that asks for "submit" has ended: it did not wait for it',
  });
  expect(opened).toEqual([]);
});
