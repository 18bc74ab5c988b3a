import { inspect } from "node:util";

import { expect, test } from "vitest";

import { AsimovError, AsimovErrors, formatPlace, fromPlainError, systemCode, throwAll, toPlainError } from "../../src/system/index.ts";
import { describeError } from "../support/refusal.ts";

const overJson = (error: unknown): AsimovError => fromPlainError(JSON.parse(JSON.stringify(toPlainError(error))));
const full = new AsimovError("SOME_CODE", {
  message: "what happened",
  at: { file: "/f", line: 2, column: 3 },
  remedy: "what to do",
  exitCode: 4,
  cause: new Error("deeper"),
});

test("an error survives the way between two processes", () => {
  const other = overJson(full);
  expect(other).toBeInstanceOf(AsimovError);
  expect(describeError(other)).toBe(describeError(full));
  expect([other.exitCode, other.stack, other.name]).toEqual([4, full.stack, "AsimovError"]);
  expect(toPlainError(other)).toEqual(toPlainError(full));
});

test("an error with nothing but a message says nothing else", () => {
  const { stack, ...plain } = toPlainError(new AsimovError("CODE", { message: "m" }));
  expect(plain).toEqual({ code: "CODE", message: "m" });
  expect(stack).toContain("errors.test.ts");
});

test("several errors survive as several", () => {
  const several = new AsimovErrors([full, new AsimovError("OTHER", { message: "m", at: "GW1/pe" })]);
  const other = overJson(several);
  expect(describeError(other)).toBe(describeError(several));
  expect(other).toMatchObject({ code: "SOME_CODE", message: "2 problems", exitCode: 4 });
});

test("what is no error of ours gets a code", () => {
  expect(overJson(new TypeError("x is not a function"))).toMatchObject({ code: "UNEXPECTED", message: "x is not a function" });
  expect(toPlainError("only text")).toEqual({ code: "UNEXPECTED", message: "only text" });
  expect(toPlainError(new Error("m"), "PLUGIN_ERROR").code).toBe("PLUGIN_ERROR");
  for (const thrown of [5, null, undefined, { a: 1 }, Symbol("s"), Object.create(null)]) {
    expect(toPlainError(thrown)).toEqual({ code: "UNEXPECTED", message: inspect(thrown) });
  }
});

test("no problems, one problem, several problems", () => {
  const other = new AsimovError("OTHER", { message: "m" });
  expect(() => throwAll([])).not.toThrow();
  expect(() => throwAll([full])).toThrow(full);
  expect(() => throwAll([full, other])).toThrow(AsimovErrors);
});

test("places as people read them", () => {
  expect(formatPlace("GW1/pe")).toBe("GW1/pe");
  expect(formatPlace({ file: "/f" })).toBe("/f");
  expect(formatPlace({ file: "/f", line: 1 })).toBe("/f:1");
  expect(formatPlace({ file: "/f", line: 1, column: 2 })).toBe("/f:1:2");
});

test("codes of the system's errors", () => {
  expect(systemCode(Object.assign(new Error("x"), { code: "ENOENT" }))).toBe("ENOENT");
  expect(systemCode(Object.assign(new Error("x"), { code: 5 }))).toBeUndefined();
  expect(systemCode({ code: "ENOENT" })).toBeUndefined();
});
