import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { defaultSettings } from "../src/settings.ts";
import { Sight } from "../src/sight.ts";
import { Tools } from "../src/tools.ts";
import { said } from "./support/recorded.ts";
import { until } from "./support/daemon.ts";

test("a queue that does not answer is not asked more often than one that does", async () => {
  const bin = mkdtempSync(join(tmpdir(), "asimov-sight-"));
  onTestFinished(() => rmSync(bin, { recursive: true }));
  writeFileSync(join(bin, "said"), said()["down: squeue"]!.stderr);
  writeFileSync(join(bin, "squeue"), '#!/bin/sh\necho asked >>"${0%/*}/calls"\ncat "${0%/*}/said" >&2\nexit 1\n');
  chmodSync(join(bin, "squeue"), 0o755);
  const settings = { ...defaultSettings, user: "root", pollSeconds: 1, bin };
  const sight = new Sight(new Tools(settings, {}), settings, () => undefined);
  const calls = (): number => (existsSync(join(bin, "calls")) ? readFileSync(join(bin, "calls"), "utf8").split("\n").length - 1 : 0);
  const look = async (): Promise<void> => expect(sight.queue()).rejects.toMatchObject({ code: "SCHEDULER_UNREACHABLE" });
  const begun = performance.now();
  for (let count = 0; count < 50; count++) await look();
  expect(calls()).toBeLessThanOrEqual(1 + Math.floor((performance.now() - begun) / 1000));
  await until("it is asked again", async () => (await look(), calls() >= 2));
});
