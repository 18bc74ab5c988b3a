import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

import { directoryWith } from "./support/tree.ts";

test("the example of the README does what its comments say", () => {
  const [, example = ""] = /```js\n(.*?)```/s.exec(readFileSync(new URL("../README.md", import.meta.url), "utf8")) ?? [];
  const say = "process.stdout.write(JSON.stringify([world.statuses, world.scheduler.violations, world.log.length > 20]));\nworld.close();";
  // Inside the package, since it names it.
  const directory = mkdtempSync(fileURLToPath(new URL("example-", import.meta.url)));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const program = join(directory, "example.mjs");
  writeFileSync(program, example.replace("/tmp/simulated", join(directoryWith(), "project")).replace("world.close();", say));
  const output = execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", "--conditions=@asimov-gw/source", program], {
    encoding: "utf8",
  });
  expect(JSON.parse(output)).toEqual([{ "GW1/psd": "uploaded", "GW1/pe": "uploaded" }, [], true]);
});
