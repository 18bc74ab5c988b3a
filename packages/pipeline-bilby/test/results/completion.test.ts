import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { RunResult } from "@asimov-gw/core/pipeline";
import { afterEach, beforeEach, expect, test } from "vitest";

import { bilbyIn } from "../fake.ts";

const json =
  '{"label": "a \\"b\\" }{", "log_evidence": -12.5, "log_bayes_factor": Infinity, "search_parameter_keys": ["x"], "posterior": {"content": {"x": [1.5, 2], "y": [NaN, 1]}}}\n';
const hdf5 = readFileSync(new URL("../../../results/test/fixtures/bilby_result.hdf5", import.meta.url));
const stem = "pe_data0_1126259462-4_analysis_H1L1";
let runDirectory: string;

beforeEach(() => {
  runDirectory = mkdtempSync(join(tmpdir(), "bilby-run-"));
});

afterEach(() => rmSync(runDirectory, { recursive: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(runDirectory, name)), { recursive: true });
    writeFileSync(join(runDirectory, name), content);
  }
}

function submits(...nodes: readonly string[]): void {
  write(Object.fromEntries(nodes.map((node) => [`submit/${node}.submit`, ""])));
}

function isComplete(run?: () => Promise<RunResult>): Promise<boolean> {
  return bilbyIn({ analysis: { runDirectory }, ...(run && { run }) }).detectCompletion();
}

test("nothing, placeholders and results that are not final complete nothing", async () => {
  expect(await isComplete()).toBe(false);
  submits(stem, `${stem}_final_result`);
  write({ [`result/${stem}_result.json`]: json, "final_result/other.txt": "x" });
  expect(await isComplete()).toBe(false);
  write({ [`final_result/${stem}_result.json`]: "" });
  expect(await isComplete()).toBe(false);
});

test("a final result counts when it is whole, whatever bare words Python wrote into it", async () => {
  submits(stem, `${stem}_final_result`);
  write({ [`final_result/${stem}_result.json`]: json });
  expect(await isComplete()).toBe(true);
  for (let length = 0; length < json.trimEnd().length; length++) {
    write({ [`final_result/${stem}_result.json`]: json.slice(0, length) });
    expect([length, await isComplete()]).toEqual([length, false]);
  }
  for (const other of ["{}", '{"a": {"posterior": 1}}', '["posterior"]', `${json}{}`, '{"x": "posterior"}']) {
    write({ [`final_result/${stem}_result.json`]: other });
    expect([other, await isComplete()]).toEqual([other, false]);
  }
});

test("a final result has finite samples of every parameter that was sampled", async () => {
  submits(stem, `${stem}_final_result`);
  for (const [content, complete] of [
    [{ search_parameter_keys: ["x"], posterior: { content: { x: [1] } } }, true],
    [{ search_parameter_keys: ["x"], posterior: { content: { x: [] } } }, false],
    [{ search_parameter_keys: ["x", "z"], posterior: { content: { x: [1] } } }, false],
    [{ search_parameter_keys: [], posterior: { content: { x: [1] } } }, false],
    [{ search_parameter_keys: ["x"], posterior: { content: { x: [1, "NAN"] } } }, false],
    [{ search_parameter_keys: ["x"], posterior: { content: { x: [1, "-INF"] } } }, false],
  ] as const) {
    const text = JSON.stringify({ label: "pe", ...content })
      .replace('"NAN"', "NaN")
      .replace('"-INF"', "-Infinity");
    write({ [`final_result/${stem}_result.json`]: text });
    expect([text, await isComplete()]).toEqual([text, complete]);
  }
});

test("every final result that the workflow was to make must be there; that of most detectors comes first", async () => {
  const [h1, both] = ["pe_data0_1-0_analysis_H1", "pe_data0_1-0_analysis_H1L1"];
  submits(h1, both, `${h1}_final_result`, `${both}_final_result`);
  write({ [`final_result/${h1}_result.json`]: json });
  expect(await isComplete()).toBe(false);
  write({ [`final_result/${both}_result.json`]: json });
  expect(await isComplete()).toBe(true);
  expect(await bilbyIn({ analysis: { runDirectory, configFile: "/pe.ini" } }).collectAssets()).toEqual({
    samples: [both, h1].map((name) => join(runDirectory, "final_result", `${name}_result.json`)),
    config: "/pe.ini",
    evidence: join(runDirectory, "evidence.json"),
  });
  // Bayes factors that are infinite say nothing.
  const one = { samples: 2, log_evidence: -12.5 };
  expect(JSON.parse(readFileSync(join(runDirectory, "evidence.json"), "utf8"))).toEqual({
    unit: "nat",
    results: [both, h1].map((name) => ({ file: `${name}_result.json`, ...one })),
  });
});

test("a merged result counts only when none of its parallel runs is missing", async () => {
  submits(`${stem}_par0`, `${stem}_par1`, `${stem}_merge`, `${stem}_merge_final_result`);
  write({ [`final_result/${stem}_merge_result.json`]: json, [`result/${stem}_par0_result.json`]: json });
  expect(await isComplete()).toBe(false);
  write({ [`result/${stem}_par1_result.json`]: "" });
  expect(await isComplete()).toBe(false);
  write({ [`result/${stem}_par1_result.json`]: json });
  expect(await isComplete()).toBe(true);
});

test("without final results, the merged ones and those of single runs count, and no others", async () => {
  const other = "pe_data1_1126259470-4_analysis_H1L1";
  submits(`${stem}_par0`, `${stem}_par1`, `${stem}_merge`, other);
  write({ [`result/${stem}_par0_result.json`]: json, [`result/${stem}_par1_result.json`]: json, [`result/${stem}_merge_result.json`]: json });
  expect(await isComplete()).toBe(false);
  write({ [`result/${other}_result.json`]: json });
  expect(await isComplete()).toBe(true);
});

test("a result of another format than the one that was asked for is not of this run", async () => {
  submits(stem, `${stem}_final_result`);
  write({ "pe_config_complete.ini": "label=pe\nresult-format=hdf5\n", [`final_result/${stem}_result.json`]: json });
  expect(await isComplete()).toBe(false);
  write({ [`final_result/${stem}_result.hdf5`]: hdf5 });
  expect(await isComplete()).toBe(true);
});

test("an HDF5 result opens and has samples, whichever part of it is missing", async () => {
  submits(stem, `${stem}_final_result`);
  const file = `final_result/${stem}_result.hdf5`;
  write({ [file]: hdf5 });
  expect(await isComplete()).toBe(true);
  for (const content of [
    Buffer.alloc(0),
    hdf5.subarray(0, 96),
    hdf5.subarray(0, hdf5.length / 2),
    hdf5.subarray(0, hdf5.length - 8),
    Buffer.alloc(hdf5.length),
  ]) {
    write({ [file]: content });
    expect([content.length, await isComplete()]).toEqual([content.length, false]);
  }
});

test("a pickle is read by bilby's Python, and what that can't tell is an error and no answer", async () => {
  submits(stem, `${stem}_final_result`);
  write({ "pe_config_complete.ini": "result-format=pickle\n", [`final_result/${stem}_result.pkl`]: "pickled" });
  const ends = (exitCode: number, stdout: string, stderr = "") => isComplete(async () => ({ exitCode, stdout, stderr, seconds: 0 }));
  const facts = { samples: 3, columns: ["x"], sampled: ["x"], notFinite: [], evidence: {} };
  expect(await ends(0, `a warning\n${JSON.stringify(facts)}\n`)).toBe(true);
  expect(await ends(0, JSON.stringify({ ...facts, samples: 0 }))).toBe(false);
  expect(await ends(3, "", "EOFError: Ran out of input\n")).toBe(false);
  await expect(ends(137, "", "Killed\n")).rejects.toMatchObject({ code: "RESULT_READER_FAILED", message: expect.stringContaining("Killed") });
});
