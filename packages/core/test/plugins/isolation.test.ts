import { expect, test, vi } from "vitest";

import { identify, liveness } from "../../src/system/index.ts";
import { until } from "../support/processes.ts";
import { refusal } from "../support/refusal.ts";
import { testHost } from "./hosts.ts";

test("results are plain JSON, and calls of one host share a process", async () => {
  const { call } = testHost();
  const value = { a: [1, null, "\u{1f300}"], b: { c: true } };
  expect(await call("echo", value)).toEqual(value);
  expect(await call("echo", undefined)).toBeUndefined();
  expect(await call("pid")).toBe(await call("pid"));
  expect(await call("pid")).not.toBe(process.pid);
});

test("calls made at once are done one after the other", async () => {
  const { call } = testHost();
  const values = Array.from({ length: 20 }, (_, index) => index);
  expect(await Promise.all(values.map((value) => call("echo", value)))).toEqual(values);
});

test("what a plugin throws comes out as its error", async () => {
  const { call } = testHost();
  const operations = ["throwError", "throwOurs", "throwSeveral", "throwText", "throwNothing"];
  const told: string[] = [];
  for (const operation of operations) told.push(await refusal(() => call(operation)));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "PLUGIN_ERROR nowhere
      settings.data is undefined
    MY_CODE /run/result.json:3
      no samples
      Run it again.
    ONE nowhere
      1
    TWO GW1/pe
      2
    PLUGIN_ERROR nowhere
      only text
    PLUGIN_ERROR nowhere
      undefined"
  `);
  await expect(call("throwOurs")).rejects.toMatchObject({ exitCode: 4 });
  await expect(call("throwError")).rejects.toHaveProperty("stack", expect.stringContaining("fixtures/host.ts"));
});

test("a result that can't be JSON is an error of its call", async () => {
  const { call } = testHost();
  expect(await refusal(() => call("unserializable"))).toMatchInlineSnapshot(`
    "PLUGIN_ERROR nowhere
      Do not know how to serialize a BigInt"
  `);
  expect(await refusal(() => call("circular"))).toContain("PLUGIN_ERROR nowhere\n  Converting circular structure to JSON");
  expect(await call("echo", 1)).toBe(1);
});

test("an endless loop and an endless wait are ended at their time limit, and the next call works", async () => {
  const { call } = testHost();
  const before = await call("pid");
  expect(await refusal(() => call("spin", undefined, {}, 0.3))).toMatchInlineSnapshot(`
    "PLUGIN_TIMEOUT nowhere
      welch 0.1.0: spin took longer than 0.3 s and was ended
      If it needs longer, raise "hook timeout" of section monitor in .asimov/config.yaml; else tell the plugin's author."
  `);
  expect(await refusal(() => call("never", undefined, {}, 0.3))).toMatchInlineSnapshot(`
    "PLUGIN_TIMEOUT nowhere
      welch 0.1.0: never took longer than 0.3 s and was ended
      If it needs longer, raise "hook timeout" of section monitor in .asimov/config.yaml; else tell the plugin's author."
  `);
  const after = await call("pid");
  expect(after).not.toBe(before);
  await until(() => identify(Number(before)) === undefined);
});

test("the time of a call that waits for others does not count", async () => {
  const { call } = testHost();
  await call("pid");
  const results = await Promise.allSettled([call("never", undefined, {}, 0.2), call("never", undefined, {}, 0.2), call("echo", 1, {}, 30)]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
});

test("a time limit longer than timers can count is none", async () => {
  const { call } = testHost();
  expect(await call("echo", 1, {}, 1e7)).toBe(1);
  expect(await call("echo", 1, {}, Number.POSITIVE_INFINITY)).toBe(1);
});

test("a process that ends is told with its last words, and the next call works", async () => {
  const { call } = testHost();
  expect(await refusal(() => call("exit"))).toMatchInlineSnapshot(`
    "PLUGIN_CRASHED nowhere
      welch 0.1.0: its process ended with exit code 3 in exit; its last output:
        first line
        the reason why
      Tell the plugin's author; asimov plugins shows where it comes from."
  `);
  expect(await refusal(() => call("exitQuietly"))).toMatchInlineSnapshot(`
    "PLUGIN_CRASHED nowhere
      welch 0.1.0: its process ended with exit code 0 in exitQuietly
      Tell the plugin's author; asimov plugins shows where it comes from."
  `);
  expect(await refusal(() => call("killItself"))).toMatchInlineSnapshot(`
    "PLUGIN_CRASHED nowhere
      welch 0.1.0: its process was ended by SIGKILL in killItself
      Tell the plugin's author; asimov plugins shows where it comes from."
  `);
  expect(await refusal(() => call("disconnect"))).toMatchInlineSnapshot(`
    "PLUGIN_CRASHED nowhere
      welch 0.1.0: its process ended with exit code 0 in disconnect
      Tell the plugin's author; asimov plugins shows where it comes from."
  `);
  expect(await call("echo", "well")).toBe("well");
});

test("a process that ended between two calls is started again", async () => {
  const { call } = testHost();
  const pid = Number(await call("pid"));
  process.kill(pid, "SIGKILL");
  await until(() => identify(pid) === undefined);
  expect(await call("echo", 1)).toBe(1);
});

test("a promise that nobody waits for, and an error in a timer, end the call that they belong to", async () => {
  const { call } = testHost();
  const told: string[] = [];
  for (const operation of ["rejectAndReturn", "rejectAndHang", "throwInTimer"]) told.push(await refusal(() => call(operation)));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "PLUGIN_ERROR nowhere
      nobody waits for this
    PLUGIN_ERROR nowhere
      nobody waits for this
    PLUGIN_ERROR nowhere
      from a timer"
  `);
  expect(await call("echo", 1)).toBe(1);
});

test("an error that comes when its call has ended is a warning, and none of the next call's business", async () => {
  const { call } = testHost();
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  await call("leaveRejection");
  expect(await call("wake")).toBe("fine");
  expect(warn.mock.calls).toEqual([["welch 0.1.0: an error after its call had ended: late", "PluginWarning"]]);
  warn.mockRestore();
});

test("a plugin that eats memory ends before the machine does", async () => {
  const { call } = testHost();
  expect(await refusal(() => call("eat"))).toMatchInlineSnapshot(`
    "PLUGIN_CRASHED nowhere
      welch 0.1.0: its process ran out of memory in eat
      If it needs more, raise "hook memory" of section monitor in .asimov/config.yaml; else tell the plugin's author."
  `);
  expect(await call("echo", 1)).toBe(1);
});

test("messages of other protocols are nobody's", async () => {
  const { call } = testHost();
  expect(await call("messages")).toBe("fine");
  expect(await call("echo", 1)).toBe(1);
});

test("what a plugin left running ends with its host, however that ends", async () => {
  const { host, call } = testHost();
  const closed = identify(Number(await call("child")))!;
  host.close();
  const timed = identify(Number(await call("child")))!;
  expect(await refusal(() => call("never", undefined, {}, 0.1))).toContain("PLUGIN_TIMEOUT");
  let noted: number | undefined;
  const note = (pid: number): void => void (noted = pid);
  expect(await refusal(() => call("childThenExit", undefined, { note }))).toContain("PLUGIN_CRASHED");
  expect(noted).toBeTypeOf("number");
  const crashed = identify(noted);
  await until(() => [closed, timed].every((child) => liveness(child) === "dead") && (crashed === undefined || liveness(crashed) === "dead"));
});

test("a host that was closed can be used again", async () => {
  const { host, call } = testHost();
  const pid = await call("pid");
  host.close();
  expect(await call("pid")).not.toBe(pid);
  // Also while it is at work.
  expect(await refusal(() => call("knockAndHang", undefined, { knock: () => host.close() }))).toMatchInlineSnapshot(`
    "PLUGIN_CRASHED nowhere
      welch 0.1.0: its process was ended by SIGKILL in knockAndHang
      Tell the plugin's author; asimov plugins shows where it comes from."
  `);
  expect(await call("echo", 1)).toBe(1);
});

test("hosts leave no listeners behind", async () => {
  const before = process.listenerCount("exit");
  const { host, call } = testHost();
  for (const operation of ["exit", "echo"]) await refusal(() => call(operation));
  host.close();
  expect(process.listenerCount("exit")).toBe(before);
});

test("hosts at the same time are not taken for a leak, however many there are", async () => {
  const before = process.getMaxListeners();
  const warned: string[] = [];
  const listen = ({ name }: Error): number => warned.push(name);
  process.on("warning", listen);
  process.setMaxListeners(process.listenerCount("exit") + 1);
  try {
    await Promise.all([testHost(), testHost(), testHost()].map(({ call }) => call("echo")));
    expect(warned).toEqual([]);
  } finally {
    process.setMaxListeners(before);
    process.removeListener("warning", listen);
  }
});
