import { setTimeout as pause } from "node:timers/promises";

import { expect, test, vi } from "vitest";

import { refusal } from "../support/refusal.ts";
import { testHost } from "./hosts.ts";

// Each accident ends as an error that names the plugin and what it did, and the next call of the same host works.
test.for([
  ["waitForChild", /^PLUGIN_TIMEOUT nowhere\n {2}welch 0\.1\.0: waitForChild took longer than 0\.5 s and was ended\n {2}If it needs longer, /],
  ["floodOutput", /^PLUGIN_TIMEOUT nowhere\n {2}welch 0\.1\.0: floodOutput took longer than 0\.5 s and was ended; its last output:\n {4}(all work)?/],
  ["abort", /^PLUGIN_CRASHED nowhere\n {2}welch 0\.1\.0: its process was ended by SIGABRT in abort/],
  ["huge", "PLUGIN_ERROR nowhere\n  its result is 70000037 characters long, at most 67108864 are read"],
  ["askHuge", 'PLUGIN_ERROR nowhere\n  what it asks of "log" is 70000061 characters long, at most 67108864 are read'],
  ["deep", "PLUGIN_ERROR nowhere\n  Maximum call stack size exceeded"],
  ["throwing", "PLUGIN_ERROR nowhere\n  not even that"],
] as const)("%s", async ([operation, expected]) => {
  const { call } = testHost();
  await call("echo", 1);
  const told = await refusal(() => call(operation, undefined, { log: () => undefined }, /wait|flood/.test(operation) ? 0.5 : 30));
  if (typeof expected === "string") expect(told).toBe(expected);
  else expect(told).toMatch(expected);
  expect(await call("echo", 2)).toBe(2);
});

test("what asks without end is ended before its time limit: it would keep us from all other work", async () => {
  const { call } = testHost();
  expect(await refusal(() => call("floodRequests", undefined, { log: () => undefined }))).toMatchInlineSnapshot(`
    "PLUGIN_CRASHED nowhere
      welch 0.1.0: its process sent more than 50000 messages and was ended in floodRequests
      Tell the plugin's author; asimov plugins shows where it comes from."
  `);
  expect(await call("echo", 1)).toBe(1);
});

test("memory counts also where it is not JavaScript's", async () => {
  const { call } = testHost(400);
  expect((await refusal(() => call("eatBuffers"))).replace(/took \d+ MiB/, "took MANY MiB")).toMatchInlineSnapshot(`
    "PLUGIN_CRASHED nowhere
      welch 0.1.0: its process took MANY MiB of memory, more than the 400 MiB that it may take, in eatBuffers
      If it needs more, raise "hook memory" of section monitor in .asimov/config.yaml; else tell the plugin's author."
  `);
  // Messages that wait to be sent are there, too.
  expect(await refusal(() => call("floodMessages"))).toMatch(
    /^PLUGIN_CRASHED nowhere\n {2}welch 0\.1\.0: its process (took \d+ MiB|ran out of memory)/,
  );
  expect(await refusal(() => call("eat"))).toMatchInlineSnapshot(`
    "PLUGIN_CRASHED nowhere
      welch 0.1.0: its process ran out of memory in eat
      If it needs more, raise "hook memory" of section monitor in .asimov/config.yaml; else tell the plugin's author."
  `);
  expect(await call("echo", 1)).toBe(1);
});

test("a process that was left with much memory is not the next call's", async () => {
  const { call } = testHost(400);
  const before = await call("pid");
  await call("keepBuffers", 10);
  expect(await call("pid")).toBe(before);
  await call("keepBuffers", 250);
  expect(await call("pid")).not.toBe(before);
});

test("a process that an earlier call ends when it has ended itself serves the next one all the same", async () => {
  const { call } = testHost();
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const before = await call("pid");
  await call("exitLater");
  expect(await call("pause")).toBe("rested");
  expect(await call("pid")).toBe(before);
  expect(warn.mock.calls).toEqual([["welch 0.1.0: an error after its call had ended: process.exit was called", "PluginWarning"]]);
  warn.mockRestore();
  await call("killLater");
  await pause(100);
  expect(await call("echo", 1)).toBe(1);
});

test("a process that an earlier call keeps busy is started again for the next one", async () => {
  const { call } = testHost();
  const before = await call("pid");
  await call("spinLater");
  await pause(100);
  expect(await call("echo", 1)).toBe(1);
  expect(await call("pid")).not.toBe(before);
}, 30_000);
