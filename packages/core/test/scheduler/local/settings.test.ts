import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { totalmem, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { configuredOptions, localSettings } from "../../../src/scheduler/index.ts";
import { cgroupLimits } from "../../../src/scheduler/local/machine.ts";

test("the machine's limits count where nobody says others", () => {
  const settings = localSettings({}, {});
  expect(settings.slots).toBeGreaterThan(0);
  expect(settings.memory).toBeGreaterThan(0);
  expect(settings.memory).toBeLessThanOrEqual(totalmem() / 2 ** 20);
  expect(localSettings({}, { ASIMOV_LOCAL_SLOTS: "3", ASIMOV_LOCAL_MEMORY: "2 GiB" })).toMatchObject({ slots: 3, memory: 2048 });
  expect(localSettings({ slots: 1, memory: 100 }, { ASIMOV_LOCAL_SLOTS: "3", ASIMOV_LOCAL_MEMORY: "2 GiB" })).toMatchObject({
    slots: 1,
    memory: 100,
  });
});

test("every cgroup around a process may limit its memory", () => {
  const root = mkdtempSync(join(tmpdir(), "asimov-cgroup-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (file: string, text: string): void => {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write("proc/self/cgroup", "4:memory:/other\n0::/user.slice/user-1000.slice/session.scope\n");
  write("fs/user.slice/memory.max", "8589934592\n");
  write("fs/user.slice/user-1000.slice/memory.max", "1073741824\n");
  write("fs/user.slice/user-1000.slice/session.scope/memory.max", "max\n");
  expect(cgroupLimits(join(root, "proc"), join(root, "fs"))).toEqual([2 ** 30, 2 ** 33]);
  expect(cgroupLimits(join(root, "nothing"), join(root, "fs"))).toEqual([]);
});

test("options in the configuration are read with their units", () => {
  expect(configuredOptions({ cores: 4, memory: "16 GiB", "default memory": "1 GB", "memory tolerance": 1.5, grace: 30 })).toEqual({
    slots: 4,
    memory: 16_384,
    defaultMemory: 953,
    memoryTolerance: 1.5,
    graceSeconds: 30,
  });
  expect(configuredOptions({ "memory tolerance": "none" })).toEqual({ memoryTolerance: Infinity });
});

test.each([
  [{ core: 4 }, '"schedulers.local.core" is not a setting of the scheduler. Did you mean "cores"?'],
  [{ cores: 0 }, '"schedulers.local.cores" must be a number of cores, from 1, not 0'],
  [{ memory: "much" }, '"schedulers.local.memory" must be a size such as 16 GB, not "much"'],
  [{ memory: 16 }, '"schedulers.local.memory" must be a size such as 16 GB, not 16'],
  [{ "memory tolerance": 0.5 }, '"schedulers.local.memory tolerance" must be a factor of 1 or more, or none, not 0.5'],
])("%j is refused", (options, message) => {
  expect(() => configuredOptions(options)).toThrow(message);
});
