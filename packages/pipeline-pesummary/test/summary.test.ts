import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import {
  morePages,
  newPages,
  pagesOfMetafile,
  planFor,
  readRecord,
  recordFile,
  recordOf,
  summaryOf,
  untold,
  withoutLabels,
} from "../src/summary/index.ts";
import { refusal, source } from "./fake.ts";

const d = source("d", {
  approximant: "IMRPhenomD",
  lowestFrequency: 20,
  referenceFrequency: 25,
  config: "/c/d.ini",
  psds: { H1: "/psd/H1.dat", L1: "/psd/L 1.dat" },
});
const x = source("x", { approximant: "IMRPhenomXPHM", lowestFrequency: 30, referenceFrequency: 20, psds: { H1: "/psd/x.dat" } });

test("new pages: each source with all that is known of it, options of one label last", () => {
  const summary = { options: { cosmology: "Planck15", disable_corner: true, regenerate: ["a", "b"] } as const, sources: [d, x] };
  expect(newPages(summary, "/run dir/pages")).toEqual(
    [
      ["--webdir", "/run dir/pages", "--labels", "d", "x", "--gw"],
      ["--approximant", "IMRPhenomD", "IMRPhenomXPHM", "--f_low", "20", "30", "--f_ref", "25", "20"],
      ["--cosmology", "Planck15", "--disable_corner", "--regenerate", "a", "b"],
      ["--samples", "/data/d.dat", "/data/x.dat", "--config", "/c/d.ini", "none"],
      ["--d_psd", "H1:/psd/H1.dat", "L1:/psd/L 1.dat", "--x_psd", "H1:/psd/x.dat"],
    ].flat(),
  );
});

test("what is known of some sources only is told of none, and said", () => {
  const summary = { options: {}, sources: [d, source("y", { approximant: "NRSur7dq4" })] };
  const args = newPages(summary, "/w");
  expect(args).toContain("--approximant");
  expect(args).not.toContain("--f_low");
  expect(args).not.toContain("--f_ref");
  expect(untold(summary)).toEqual([
    "the lowest frequency is set for some of the analyses only, so that PESummary is told of none; not for y",
    "the reference frequency is set for some of the analyses only, so that PESummary is told of none; not for y",
    "the fits of NRSur are for all analyses or for none, and not all are of NRSur; those that are: y",
  ]);
  expect(newPages({ options: {}, sources: [source("z")] }, "/w")).toEqual(["--webdir", "/w", "--labels", "z", "--gw", "--samples", "/data/z.dat"]);
});

test("what envelopes correct is said for all labels together where that can be, else of data", () => {
  const envelope = (file: string, definition: "data" | "template" = "data") => ({ file, definition });
  const one = source("one", { calibration: { H1: envelope("/1/H"), V1: envelope("/1/V", "template") } });
  const two = source("two", { calibration: { V1: envelope("/2/V"), H1: envelope("/2/H", "template") } });
  const three = source("three", { calibration: { H1: envelope("/3/H") } });
  expect(newPages({ options: {}, sources: [one, two] }, "/w").slice(-10)).toEqual(
    [
      ["--calibration", "H1:/1/H", "H1:/2/H", "V1:/1/V", "V1:/2/V"],
      ["--calibration_definition", "H1:data", "H1:template", "V1:template", "V1:data"],
    ].flat(),
  );
  expect(newPages({ options: {}, sources: [one, three] }, "/w").slice(-5)).toEqual([
    "--one_calibration",
    "H1:/1/H",
    "V1:/1/V",
    "--three_calibration",
    "H1:/3/H",
  ]);
  expect(untold({ options: {}, sources: [one, three] })).toEqual([
    "what envelopes correct can be told only where all analyses have those of the same detectors; PESummary takes these for corrections of data: V1 of one",
  ]);
  expect(untold({ options: {}, sources: [one, two] })).toEqual([]);
});

test("adding, removing, and pages of a metafile", () => {
  expect(morePages({ options: { seed: 1 }, sources: [x] }, "/w").slice(0, 6)).toEqual([
    "--add_to_existing",
    "--existing_webdir",
    "/w",
    "--labels",
    "x",
    "--gw",
  ]);
  expect(withoutLabels(["d", "x"], "/f/p.h5", "/f")).toEqual(["--samples", "/f/p.h5", "--webdir", "/f", "--remove_label", "d", "x", "--overwrite"]);
  expect(pagesOfMetafile({ seed: 1 }, "/f/p.h5", "/w")).toEqual(["--webdir", "/w", "--gw", "--seed", "1", "--samples", "/f/p.h5"]);
});

test("the fits of NRSur are asked for where all are of NRSur, unless somebody says otherwise", () => {
  const surrogates = [source("a", { approximant: "NRSur7dq4" }), source("b", { approximant: "nrsur7dq4" })];
  expect(summaryOf({}, surrogates).options).toEqual({ NRSur_fits: true });
  expect(summaryOf({ "nrsur fits": false }, surrogates).options).toEqual({});
  expect(summaryOf({ "nrsur fits": "NRSur3dq8Remnant" }, surrogates).options).toEqual({ NRSur_fits: "NRSur3dq8Remnant" });
  expect(summaryOf({}, [...surrogates, d]).options).toEqual({});
});

test.each([
  [source("a", { samples: "/x/a*.dat" }), "*"],
  [source("a", { samples: "/x/user@host.dat" }), "@"],
  [source("a", { psds: { H1: "/x/a:b.dat" } }), ":"],
  [source("a", { calibration: { H1: { file: "/x/a:b.dat", definition: "data" } } }), ":"],
])("a path that PESummary would read as something else is refused: %#", async (one, special) => {
  expect(await refusal(() => newPages({ options: {}, sources: [one] }, "/w"))).toMatchObject({
    code: "PESUMMARY_PATH",
    message: expect.stringContaining(`PESummary takes "${special}" in a path for something else: /x/`) as string,
  });
});

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "pesummary-summary-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

test("the record of pages changes with the content of every file and with all that PESummary is told", async () => {
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const samples = file("samples", "1");
  const [config, psd, calibration] = [file("config", "c"), file("psd", "p"), file("calibration", "k")];
  const base = source("a", { samples, config, psds: { H1: psd }, calibration: { H1: { file: calibration, definition: "data" } } });
  const identity = async (one: typeof base): Promise<string> => (await recordOf({ options: {}, sources: [one] })).sources["a"]!;
  const first = await identity(base);
  const others = [
    { ...base, samples: file("other", "2") },
    { ...base, config: undefined },
    { ...base, approximant: "x" },
    { ...base, lowestFrequency: 20 },
    { ...base, referenceFrequency: 20 },
    { ...base, psds: { L1: psd } },
    { ...base, psds: { H1: calibration } },
    { ...base, calibration: { H1: { file: calibration, definition: "template" as const } } },
    { ...base, calibration: {} },
  ];
  expect(new Set([first, ...(await Promise.all(others.map(identity)))]).size).toBe(others.length + 1);
  expect(await identity({ ...base, samples: file("moved", "1") })).toBe(first);
});

test("only what is new is added, only what is gone removed, all else made anew", () => {
  const record = (sources: Record<string, string>, options = {}) => ({ record: 1 as const, options, sources });
  const published = record({ a: "1", b: "2" }, { seed: 1, nsamples: 2 });
  const plan = (sources: Record<string, string>, options: object = { nsamples: 2, seed: 1 }) => planFor(record(sources, options), published);
  expect(plan({ a: "1", b: "2", c: "3", e: "5" })).toEqual({ kind: "add", labels: ["c", "e"] });
  expect(plan({ a: "1", b: "2", c: "3" }, { nsamples: 2, seed: 1, multi_process: 8 })).toEqual({ kind: "add", labels: ["c"] });
  expect(plan({ b: "2" })).toEqual({ kind: "remove", labels: ["a"] });
  const anew = { kind: "new" };
  expect(plan({ a: "1", b: "2" })).toEqual(anew);
  expect(plan({ a: "1", b: "changed", c: "3" })).toEqual(anew);
  expect(plan({ a: "1", c: "3" })).toEqual(anew);
  expect(plan({ c: "3" })).toEqual(anew);
  expect(plan({ a: "1", b: "2", c: "3" }, { seed: 2 })).toEqual(anew);
  expect(planFor(record({ a: "1" }), undefined)).toEqual(anew);
});

test("a record that is damaged, or of another kind, is none", () => {
  expect(readRecord(join(directory, "nowhere"))).toBeUndefined();
  for (const text of ["{", "[]", '{"record": 2, "options": {}, "sources": {}}']) {
    writeFileSync(recordFile(directory), text);
    expect(readRecord(directory), text).toBeUndefined();
  }
  writeFileSync(recordFile(directory), '{"record": 1, "options": {}, "sources": {"a": "1"}}');
  expect(readRecord(directory)?.sources).toEqual({ a: "1" });
});
