import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { bilbyIn } from "./fake.ts";

const json = '{"label": "a \\"b\\" }{", "evidence": [NaN, -Infinity], "posterior": {"content": {"x": [1.5]}}}\n';
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

function isComplete(): Promise<boolean> {
  return bilbyIn({ analysis: { runDirectory } }).detectCompletion();
}

test("nothing, placeholders and results that are not final complete nothing", async () => {
  expect(await isComplete()).toBe(false);
  write({ [`result/${stem}_result.json`]: json, [`submit/${stem}_final_result.submit`]: "", "final_result/other.txt": "x" });
  expect(await isComplete()).toBe(false);
});

test("a final result counts when it is whole, whatever bare words Python wrote into it", async () => {
  write({ [`submit/${stem}_final_result.submit`]: "", [`final_result/${stem}_result.json`]: json });
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

test("every final result that the workflow was to make must be there", async () => {
  const [h1, merged] = ["pe_data0_1-0_analysis_H1", "pe_data0_1-0_analysis_H1L1_merge"];
  write({ [`submit/${h1}_final_result.submit`]: "", [`submit/${merged}_final_result.submit`]: "", [`final_result/${h1}_result.json`]: json });
  expect(await isComplete()).toBe(false);
  write({ [`final_result/${merged}_result.json`]: json });
  expect(await isComplete()).toBe(true);
  expect(await bilbyIn({ analysis: { runDirectory, configFile: "/pe.ini" } }).collectAssets()).toEqual({
    samples: [merged, h1].map((name) => join(runDirectory, "final_result", `${name}_result.json`)),
    config: "/pe.ini",
  });
});

test("an HDF5 file must be as long as it says", async () => {
  const whole = Buffer.alloc(2048);
  whole.write("\x89HDF\r\n\x1a\n", "latin1");
  whole.writeBigUInt64LE(2048n, 40);
  for (const [content, complete] of [
    [whole, true],
    [whole.subarray(0, 2000), false],
    [Buffer.alloc(2048), false],
    [Buffer.alloc(0), false],
  ] as const) {
    write({ [`final_result/${stem}_result.hdf5`]: content });
    expect(await isComplete()).toBe(complete);
  }
});
