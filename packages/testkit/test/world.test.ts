import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { changeable, evicted, fails, held, succeeds } from "../src/index.ts";
import { blueprints, worldWith } from "./support/world.ts";

const hour = 3600;

test("the same seed gives the same log, byte for byte", async () => {
  const live = async (seed: string): Promise<string> => {
    const world = await worldWith({ seed, scheduler: { weather: changeable(seed, 0.3), fate: () => held(succeeds(), hour) } });
    await world.run({ every: hour / 4, seconds: 48 * hour });
    return world.log.join("\n");
  };
  const [first, again, other] = [await live("one"), await live("one"), await live("two")];
  expect(first).toContain("GW1/pe is uploaded");
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test("what needs another starts in the pass that saw it finish", async () => {
  const world = await worldWith();
  await world.run({ every: hour, seconds: 24 * hour });
  expect(world.log).toMatchInlineSnapshot(`
    [
      "2026-01-01T00:00:00.000Z GW1/pe is ready: applied",
      "2026-01-01T00:00:00.000Z GW1/psd is ready: applied",
      "2026-01-01T00:00:00.000Z GW1/psd is ready: built: PROJECT/checkouts/GW1/analyses/psd.ini",
      "2026-01-01T00:00:00.000Z GW1/psd is running: submitted as job-1.1.workflow.1",
      "2026-01-01T00:00:00.000Z scheduler: psd/GW1/psd: submitted as job-1.1.workflow.1",
      "2026-01-01T02:00:00.000Z GW1/pe is ready: built: PROJECT/checkouts/GW1/analyses/pe.ini",
      "2026-01-01T02:00:00.000Z GW1/pe is running: submitted as job-2.1.workflow.1",
      "2026-01-01T02:00:00.000Z GW1/psd is finished: products: psds",
      "2026-01-01T02:00:00.000Z GW1/psd is uploaded: none of its products is a final result: they stay in PROJECT/working/GW1/psd",
      "2026-01-01T02:00:00.000Z scheduler: psd/GW1/psd: completed",
      "2026-01-01T02:00:00.000Z scheduler: sampler/GW1/pe: submitted as job-2.1.workflow.1",
      "2026-01-01T04:00:00.000Z GW1/pe is finished: products: samples",
      "2026-01-01T04:00:00.000Z GW1/pe is processing: post-processing runs",
      "2026-01-01T04:00:00.000Z scheduler: sampler/GW1/pe: completed",
      "2026-01-01T04:00:00.000Z scheduler: sampler/GW1/pe/summary: submitted as job-2.1.job.1",
      "2026-01-01T06:00:00.000Z GW1/pe is uploaded: results are in PROJECT/results/GW1/pe",
      "2026-01-01T06:00:00.000Z scheduler: sampler/GW1/pe/summary: completed",
    ]
  `);
  expect(world.statuses).toEqual({ "GW1/psd": "uploaded", "GW1/pe": "uploaded" });
});

test("what is held, evicted or fails once goes on by itself, submitted once for each attempt", async () => {
  const world = await worldWith({
    config: "monitor: {retries: 1}",
    scheduler: {
      fate: ({ name, time }) => (name === "psd/GW1/psd" ? held(evicted(succeeds()), 5 * hour) : time === 1 ? fails() : succeeds()),
    },
  });
  await world.run({ every: hour / 2, seconds: 7 * 24 * hour, until: () => world.statuses["GW1/pe"] === "processing" });
  expect(world.log.filter((line) => /GW1\/pe is (?!ready: (applied|built))/.test(line))).toMatchInlineSnapshot(`
    [
      "2026-01-01T07:00:00.000Z GW1/pe is running: submitted as job-2.1.workflow.1",
      "2026-01-01T08:30:00.000Z GW1/pe is ready: goes on from its rescue point after: data_generation ended with exit code 1",
      "2026-01-01T08:30:00.000Z GW1/pe is running: submitted as job-2.2.workflow.1",
      "2026-01-01T10:00:00.000Z GW1/pe is finished: products: samples",
      "2026-01-01T10:00:00.000Z GW1/pe is processing: post-processing runs",
    ]
  `);
  expect([...world.scheduler.submissions.values()]).toEqual([1, 1, 1, 1]);
  expect(world.scheduler.violations).toEqual([]);
});

test("projects and subjects combine what their analyses made", async () => {
  const world = await worldWith({
    blueprints: [
      ...blueprints,
      { kind: "analysis", name: "all", event: "GW1", pipeline: "subject", analyses: ["pipeline: sampler"] },
      { kind: "analysis", name: "one", event: "GW1", pipeline: "simple", needs: ["psd"] },
      { kind: "analysis", name: "rift", event: "GW1", pipeline: "iterating", needs: ["psd"] },
      { kind: "projectanalysis", name: "joint", pipeline: "project", subjects: ["GW1"] },
    ],
  });
  await world.run({ every: hour, seconds: 48 * hour });
  expect(new Set(Object.values(world.statuses))).toEqual(new Set(["uploaded"]));
  const { directory } = world.session.project;
  expect(readFileSync(join(directory, "working/GW1/all/combined_results.dat"), "utf8")).toBe("GW1/pe: samples\n");
  expect(readFileSync(join(directory, "working/project-analyses/joint/population_results.dat"), "utf8")).toBe(
    "GW1/psd: psds\nGW1/pe: samples\nGW1/one: results\nGW1/rift: samples\n",
  );
});
