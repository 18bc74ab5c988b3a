import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { lastProgress } from "../src/progress.ts";
import { bilbyIn } from "./fake.ts";

// Printed by bilby 2.8.2 with dynesty 3.1.0: every 5 s on a line of its own (interval-5), and over and over on one line (the default).
const interval = `396it [0:00:04 bound:0 nc: 93 ncall:2.5e+03 eff:16.0% logz-ratio=89.98+/-0.18 dlogz:140>1]
1054it [0:00:24 bound:14 nc: 27 ncall:1.3e+04 eff:8.0% logz-ratio=212.96+/-0.24 dlogz:48.4>1]
`;
const bar =
  "0it [00:00, ?it/s]\r1010it [00:12, 80.1it/s, bound:11 nc: 10 ncall:1.2e+04 eff:8.1% logz-ratio=209.99+/-0.24 dlogz:51.5>0.1]\r 26%|##6  | 40/154 [00:00<00:00, 398.14it/s]";

let runDirectory: string;

beforeEach(() => {
  runDirectory = mkdtempSync(join(tmpdir(), "bilby-run-"));
  mkdirSync(join(runDirectory, "log_data_analysis"));
});

afterEach(() => rmSync(runDirectory, { recursive: true }));

function log(name: string, text: string): void {
  writeFileSync(join(runDirectory, "log_data_analysis", name), text);
}

test("the last line that tells progress counts, in either way of printing", () => {
  expect(lastProgress(interval)).toEqual({ iterations: 1054, dlogz: 48.4, target: 1 });
  expect(lastProgress(bar)).toEqual({ iterations: 1010, dlogz: 51.5, target: 0.1 });
  expect(lastProgress("7it [0:00:01 bound:0 nc: 1 ncall:1.5e+02 eff:4.7% logz-ratio=-1.2e+02+/-0.10 dlogz:1.2e+03>1]")?.dlogz).toBe(1200);
  expect(lastProgress("3it [0:00:01 bound:0 dlogz:inf>1]")).toBeUndefined();
  expect(lastProgress("")).toBeUndefined();
});

test("each stage of a run", async () => {
  const progress = (directory = runDirectory) => bilbyIn({ analysis: { runDirectory: directory } }).checkProgress();
  expect(await progress("/nowhere")).toBeUndefined();
  expect(await progress()).toEqual({ stage: "generation", message: "preparing the data" });
  log("pe_analysis_H1L1_par0.out", "");
  expect(await progress()).toEqual({ stage: "sampling" });
  log("pe_analysis_H1L1_par0.out", interval);
  log("pe_analysis_H1L1_par1.out", interval.replace("48.4", "12.1"));
  expect(await progress()).toEqual({
    stage: "sampling",
    measures: { iterations: 1054, dlogz: 48.4 },
    message: "1054 iterations, dlogz 48.4, ends at 1",
  });
  log("pe_analysis_H1L1_final_result.err", "");
  expect(await progress()).toEqual({ stage: "final", message: "writing the final result" });
});
