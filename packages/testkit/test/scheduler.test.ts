import { localScheduler, stopLocal } from "@asimov-gw/core/scheduler";
import { schedulerConformance } from "@asimov-gw/testkit";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

// An engine that does not answer can't be had here: its records lie in a directory.
const notHere = "an engine that does not answer is an error that says so, and changes nothing";

test.each(schedulerConformance.map(({ name, check }) => [name, check] as const))("%s", async (name, check) => {
  const directory = mkdtempSync(join(tmpdir(), "asimov-conformance-"));
  const options = { directory: join(directory, "state"), slots: 2 };
  onTestFinished(async () => {
    await stopLocal(options);
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  expect(await check({ open: () => localScheduler(options), directory })).toBe(name !== notHere);
});
