import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { slurmEngine } from "../src/engine.ts";
import { SlurmExecutor } from "../src/executor.ts";
import { keepScript } from "../src/keep-script.ts";
import { readOptions } from "../src/options.ts";

test("the script of jobs is a copy, which an upgrade of the package leaves as it is", async () => {
  const directory = mkdtempSync(join(tmpdir(), "asimov-script-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const engine = slurmEngine(readOptions({ state: directory }));
  const executor = await engine.createExecutor({
    wrapper: "/none",
    jobsOf: () => directory,
    environmentOf: () => ({ base: {}, inherited: {} }),
    wake: () => undefined,
    onProblem: () => undefined,
  });
  expect(executor).toBeInstanceOf(SlurmExecutor);
  executor.close();
  const kept = readdirSync(directory).map((name) => join(directory, name, "task.sh"));
  expect(kept).toEqual([keepScript(directory)]);
  expect(dirname(dirname(kept[0]!))).toBe(directory);
  expect(readFileSync(kept[0]!, "utf8")).toBe(readFileSync(new URL("../assets/task.sh", import.meta.url), "utf8"));
});
