import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { riftIn } from "./fake.ts";

let runDirectory: string;
beforeEach(() => {
  runDirectory = mkdtempSync(join(tmpdir(), "rift-done-"));
});
afterEach(() => rmSync(runDirectory, { recursive: true }));

const calibrated = { sampler: { likelihood: { calibration: { sample: true } } } };
const rift = (settings = {}) => riftIn({ analysis: { runDirectory, settings, configFile: "/checkouts/pe.ini" } });
const write = (text: string, name = "extrinsic_posterior_samples.dat"): void => writeFileSync(join(runDirectory, name), text);

// As RIFT 0.0.17.13 writes them: by sorting, which brings the names to the end, or names first.
const sorted = "41.0 31.5 0.0  0.2 \n40.9 31.4 0.0  0.3 \n# # m1 m2 a1x  lnL \n";
const plain = "# m1 m2 a1x  lnL \n41.0 31.5 0.0 0.2 \n40.9 31.4 0.0 -inf\n";

test.each([
  [sorted, true],
  [plain, true],
  ["", false],
  ["# m1 m2 a1x lnL\n", false],
  ["41.0 31.5 0.0 0.2\n40.9 31.4 0.0 0.3\n", false],
  [plain.slice(0, -3), false],
  [plain.slice(0, -9), false],
  ["# m1 m2 a1x lnL q\n41.0 31.5 0.0 0.2\n", false],
])("samples like %j count as complete: %s", async (text, complete) => {
  expect(await rift().detectCompletion()).toBe(false);
  write(text);
  expect(await rift().detectCompletion()).toBe(complete);
});

test("with calibration only the reweighted samples count", async () => {
  write(plain);
  expect(await rift(calibrated).detectCompletion()).toBe(false);
  write(plain, "reweighted_posterior_samples.dat");
  expect(await rift(calibrated).detectCompletion()).toBe(true);
});

test("what a run offers", async () => {
  const assets = { lnL_marg: join(runDirectory, "all.net"), config: "/checkouts/pe.ini" };
  expect(await rift().collectAssets()).toEqual({ ...assets, samples: join(runDirectory, "extrinsic_posterior_samples.dat") });
  expect(await rift(calibrated).collectAssets()).toEqual({ ...assets, samples: join(runDirectory, "reweighted_posterior_samples.dat") });
});
