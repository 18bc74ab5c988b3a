import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { Progress } from "@asimov-gw/core/pipeline";

import { bilbyIn } from "../fake.ts";

// Printed by bilby 2.8.2 with dynesty 3.1.0 and its own bilby_mcmc, on the strain of GW150914.
const recorded = (name: string): string => readFileSync(new URL(`../fixtures/progress/${name}`, import.meta.url), "utf8");
const interval = recorded("dynesty-interval.out");
const bar = recorded("dynesty-bar.out");

let runDirectory: string;

beforeEach(() => {
  runDirectory = mkdtempSync(join(tmpdir(), "bilby-run-"));
});

afterEach(() => rmSync(runDirectory, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(runDirectory, path)), { recursive: true });
  writeFileSync(join(runDirectory, path), text);
}

/** The workflow has these samplings, and what follows them. */
function submits(...names: readonly string[]): void {
  for (const name of names) write(`submit/${name}.submit`, "");
  write("submit/pe_generation.submit", "");
  write("submit/pe_analysis_H1L1_final_result.submit", "");
}

const log = (name: string, text: string): void => write(`log_data_analysis/${name}.out`, text);

const progress = async (): Promise<Progress | undefined> => bilbyIn({ analysis: { runDirectory } }).checkProgress();

/** The lines of the interval log up to the one with this many iterations. */
function until(iterations: number): string {
  const end = interval.indexOf("\n", interval.search(new RegExp(`^${iterations}it`, "m")));
  return interval.slice(0, end + 1);
}

test("each stage of a run", async () => {
  expect(await progress()).toBeUndefined();
  submits("pe_analysis_H1L1");
  expect(await progress()).toEqual({ stage: "generation", message: "preparing the data" });
  log("pe_analysis_H1L1", "");
  write("result/pe_analysis_H1L1_result.json", "");
  expect(await progress()).toEqual({ stage: "sampling" });
  log("pe_analysis_H1L1", until(663));
  expect(await progress()).toEqual({
    stage: "sampling",
    measures: { iterations: 663, ncall: 7000, dlogz: 92.2, efficiency: 0.095 },
    message: "663 iterations, dlogz 92.2, ends at 1",
  });
  write("result/pe_analysis_H1L1_result.json", "{}");
  expect(await progress()).toEqual({ stage: "final", message: "writing the final result" });
});

test("the time left is near to what the recorded run took from there", async () => {
  submits("pe_analysis_H1L1");
  const estimates: [number, number][] = [];
  for (const [, iterations = "", minutes = "", seconds = ""] of interval.matchAll(/^(\d+)it \[0:(\d+):(\d+)/gm)) {
    log("pe_analysis_H1L1", until(Number(iterations)));
    const left = (await progress())?.measures?.["time left"];
    if (left !== undefined) estimates.push([28 - (60 * Number(minutes) + Number(seconds)), left]);
  }
  expect(estimates.length).toBeGreaterThan(20);
  for (const [took, left] of estimates) expect(Math.abs(left - took)).toBeLessThan(7);
  const [took, left] = estimates[5]!;
  log("pe_analysis_H1L1", until(1292));
  expect((await progress())?.message).toBe(`1292 iterations, dlogz 25.1, ends at 1, about ${left} s left`);
  expect(took).toBe(18);
});

test("a bar tells the same, however often it is drawn over", async () => {
  submits("pe_analysis_H1L1");
  log("pe_analysis_H1L1", bar.slice(0, bar.lastIndexOf("dlogz:") + 12));
  const told = await progress();
  expect(told).toMatchObject({
    stage: "sampling",
    measures: { iterations: expect.any(Number), ncall: expect.any(Number), "time left": expect.any(Number) },
  });
  expect(told?.measures?.["dlogz"]).toBeLessThan(2);
});

test("a log that was cut and goes on after a restart says nothing of the time left at first, and counts on", async () => {
  submits("pe_analysis_H1L1");
  // The bar of the new process begins at zero seconds.
  log(
    "pe_analysis_H1L1",
    `${bar.slice(0, 3000)}\n1010it [00:01, 80.1it/s, bound:11 nc: 10 ncall:1.2e+04 eff:8.1% logz-ratio=209.99+/-0.24 dlogz:51.5>1]`,
  );
  expect(await progress()).toEqual({
    stage: "sampling",
    measures: { iterations: 1010, ncall: 12_000, dlogz: 51.5, efficiency: 0.081 },
    message: "1010 iterations, dlogz 51.5, ends at 1",
  });
});

test("of several samplers the furthest from its end counts, and their number is the share that is done", async () => {
  submits("pe_analysis_H1L1_par0", "pe_analysis_H1L1_par1", "pe_analysis_H1_par0", "pe_analysis_H1_par1");
  log("pe_analysis_H1L1_par0", interval);
  log("pe_analysis_H1L1_par1", until(663));
  write("result/pe_analysis_H1_par0_result.hdf5", "x");
  expect(await progress()).toMatchObject({
    stage: "sampling",
    done: 1,
    total: 4,
    measures: { iterations: 663 },
    message: "1 of 4 samplers done, 663 iterations, dlogz 92.2, ends at 1",
  });
  log("pe_analysis_H1_par1", "");
  expect(await progress()).toEqual({ stage: "sampling", done: 1, total: 4, message: "1 of 4 samplers done" });
  // One merge that has begun is not the end of the others.
  log("pe_analysis_H1_merge", "");
  expect(await progress()).toMatchObject({ stage: "sampling" });
});

test("a Markov chain tells its steps and samples, and nothing of the time left", async () => {
  submits("pe_analysis_H1L1");
  log("pe_analysis_H1L1", recorded("bilby-mcmc.out"));
  expect(await progress()).toEqual({
    stage: "sampling",
    measures: { steps: 7670, samples: 0, "acceptance ratio": 0.29 },
    message: "7670 steps, 0 samples",
  });
});

test("no time is told while some samplers have not begun", async () => {
  submits("pe_analysis_H1L1_par0", "pe_analysis_H1L1_par1");
  log("pe_analysis_H1L1_par0", until(1292));
  expect((await progress())?.measures).not.toHaveProperty("time left");
});

test("numbers that say nothing are left out", async () => {
  submits("pe_analysis_H1L1");
  log("pe_analysis_H1L1", "3it [0:00:01 bound:0 nc:  1 ncall:3.0e+00 eff:nan% logz-ratio=-inf+/-nan dlogz:inf>1]\n");
  expect(await progress()).toEqual({ stage: "sampling", measures: { iterations: 3, ncall: 3 }, message: "3 iterations, dlogz inf, ends at 1" });
});

test("a log cut anywhere gives finite numbers or none", async () => {
  submits("pe_analysis_H1L1");
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(interval, bar, recorded("bilby-mcmc.out")), fc.nat(8000), fc.nat(8000), async (text, from, to) => {
      log("pe_analysis_H1L1", text.slice(from, to));
      const { stage, measures = {} } = (await progress()) ?? {};
      expect(stage).toBe("sampling");
      for (const [name, number] of Object.entries(measures)) expect([name, Number.isFinite(number), number >= 0]).toEqual([name, true, true]);
    }),
    { numRuns: 200 },
  );
});
