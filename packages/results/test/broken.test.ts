import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { afterAll, expect, test } from "vitest";

import { nodeCommand } from "@asimov-gw/core/system";
import { plainText, summarise } from "@asimov-gw/results";

const directory = mkdtempSync(join(tmpdir(), "results-"));
afterAll(() => rmSync(directory, { recursive: true }));

test.each([
  ["bilby_result.json", "the JSON ends before its last bracket"],
  ["pesummary_posterior_samples.json", "the JSON ends before its last bracket"],
  ["bilby_result.hdf5", "the HDF5 file has 46552 bytes of the 93104 that its beginning says"],
  ["lalinference_posterior.hdf5", "the HDF5 file has 14996 bytes of the 29992 that its beginning says"],
  ["GW150914_pesummary.dat", "line 20 has 35 columns where the others have 56"],
])("half of %s is told to be truncated", async (name, message) => {
  const whole = readFileSync(fixture(name));
  const file = write(name, whole.subarray(0, whole.length / 2));
  expect(await errorOf(file)).toEqual({
    code: "RESULT_TRUNCATED",
    message: expect.stringMatching(
      name.endsWith(".dat") ? /^line \d+ has \d+ columns where the others have 56$|^the last line, \d+, has no end$/ : message,
    ),
    at: { file },
    remedy: "It is still being written, or what wrote it was interrupted: wait for it, or make it again.",
  });
});

test("an HDF5 file that is long enough and damaged inside is an error of this file", async () => {
  const damaged = Buffer.from(readFileSync(fixture("lalinference_posterior.hdf5")));
  damaged.fill(0x5a, 64, 20_000);
  const file = write("damaged.hdf5", damaged);
  expect(await errorOf(file)).toMatchObject({ code: expect.stringMatching(/^RESULT_(INVALID|READER_FAILED|FORMAT_UNKNOWN)$/), at: { file } });
});

test("NaN and infinities are samples: NaN is counted and left out of the quantiles", async () => {
  const content = '{"x": [NaN, 1.0, "2", 3, null], "low": [-Infinity, -Infinity, -Infinity, 1, 2], "gone": [NaN, NaN, NaN, NaN, NaN]}';
  const file = write(
    "nan.json",
    `{"log_evidence": -Infinity, "log_noise_evidence": NaN, "posterior": {"__dataframe__": true, "content": ${content}}}`,
  );
  const summary = await summarise(file);
  expect(summary.posteriors).toEqual([
    {
      samples: 5,
      parameters: [
        { name: "x", median: 2, lower: 1.1, upper: 2.9, missing: 2, infinite: 0 },
        { name: "low", median: -Infinity, lower: -Infinity, upper: expect.closeTo(1.8, 12), missing: 0, infinite: 3 },
        { name: "gone", median: NaN, lower: NaN, upper: NaN, missing: 5, infinite: 0 },
      ],
      others: [],
      evidence: { logEvidence: -Infinity },
    },
  ]);
  expect(JSON.parse(plainText(summary))).toMatchObject({ posteriors: [{ evidence: { logEvidence: "-Infinity" } }] });
});

test("samples of several parts are counted once, whatever they are of", async () => {
  const complex = '{"__complex__": true, "real": 1.0, "imag": 2.0}';
  const content = `{"z": [${complex}, ${complex}], "pair": [[1, 2], [3, 4]], "name": ["a", "b"], "x": [1, 2]}`;
  const [posterior] = (await summarise(write("complex.json", `{"posterior": {"content": ${content}}}`))).posteriors;
  expect(posterior).toMatchObject({ samples: 2, parameters: [{ name: "x", median: 1.5 }], others: ["z", "pair", "name"] });
});

test("the evidence in PESummary's JSON is a number or a list of one", async () => {
  const sampler = '{"sampler": {"ln_evidence": [-12.5], "ln_bayes_factor": 3}}';
  const file = write(
    "ps.json",
    `{"pe": {"meta_data": ${sampler}, "posterior_samples": {"samples": [[1, 2], [3, 4]], "parameter_names": ["a", "b"]}}}`,
  );
  expect((await summarise(file)).posteriors).toMatchObject([
    {
      label: "pe",
      samples: 2,
      parameters: [
        { name: "a", median: 2 },
        { name: "b", median: 3 },
      ],
      evidence: { logEvidence: -12.5, logBayesFactor: 3 },
    },
  ]);
});

test.each([
  ["empty.json", "", "RESULT_TRUNCATED", "the file is empty"],
  ["zeros", "\0\0\0", "RESULT_FORMAT_UNKNOWN", "this is no result that can be read: its content is neither HDF5 nor text"],
  [
    "other.json",
    '{"a": [1]}',
    "RESULT_FORMAT_UNKNOWN",
    'this is no result that can be read: it is JSON, with neither "posterior" as bilby writes it nor "posterior_samples" as PESummary does',
  ],
  [
    "words.txt",
    "This is no table.\n",
    "RESULT_FORMAT_UNKNOWN",
    "this is no result that can be read: it is a table of 1 rows in 4 columns, and no line of it names them",
  ],
  ["few.txt", "no table\n", "RESULT_FORMAT_UNKNOWN", "this is no result that can be read: it is text without a table of numbers"],
  [
    "bare.dat",
    "1 2\n3 4\n",
    "RESULT_FORMAT_UNKNOWN",
    "this is no result that can be read: it is a table of 2 rows in 2 columns, and no line of it names them",
  ],
  ["null.json", '{"posterior": null}', "RESULT_NO_SAMPLES", "a bilby JSON without one sample"],
  ["none.json", '{"posterior": {"content": {"x": []}}}', "RESULT_NO_SAMPLES", "a bilby JSON without one sample"],
  ["none.dat", "m1\tm2\n", "RESULT_NO_SAMPLES", "a table of 2 columns without one row"],
  ["names.dat", "# m1 m2\n", "RESULT_NO_SAMPLES", "a table of 2 columns without one row"],
  [
    "uneven.json",
    '{"posterior": {"content": {"x": [1, 2], "y": [1]}}}',
    "RESULT_INVALID",
    "the columns are of different lengths: x has 2 samples, y has 1",
  ],
  ["uneven.dat", "# m1 m2\n1 2\n1\n1 2\n", "RESULT_INVALID", "line 3 has 1 columns where the others have 2"],
  ["cut.dat", "# m1 m2\n1 2\n1 2", "RESULT_TRUNCATED", "the last line, 3, has no end"],
  ["broken.json", '{"posterior": {"content": {"x": [1, nan]}}}', "RESULT_INVALID", 'the JSON is broken: "nan" is no value, at byte 39'],
  [
    "names.json",
    '{"pe": {"posterior_samples": {"parameter_names": ["a"], "samples": [[1, 2]]}}}',
    "RESULT_INVALID",
    "there are 1 names of parameters for 2 columns",
  ],
])("%s: %j is %s", async (name, content, code, message) => {
  const file = write(name, content);
  expect(await errorOf(file)).toMatchObject({ code, message, at: { file }, remedy: expect.stringMatching(/\.$/) });
});

test("no file, a directory, and one that may not be read", async () => {
  expect(await errorOf(join(directory, "nothing"))).toMatchObject({ code: "RESULT_UNREADABLE", message: expect.stringContaining("ENOENT") });
  expect(await errorOf(directory)).toMatchObject({ code: "RESULT_UNREADABLE", message: expect.stringContaining("EISDIR") });
  const locked = write("locked.json", "{}");
  chmodSync(locked, 0);
  if (process.getuid?.() !== 0)
    expect(await errorOf(locked)).toMatchObject({ code: "RESULT_UNREADABLE", message: expect.stringContaining("EACCES") });
});

test("a JSON file of more than the memory is read: neither as one text nor as one tree", async () => {
  const number = "0.1234567890123456,";
  const samples = 500_000;
  const column = `[${number.repeat(samples - 1)}1]`;
  const file = write("large.json", `{"samples": {"content": [${column},${column}]}, "posterior": {"content": {"x": ${column}, "y": ${column}}}}`);
  const script = write(
    "large.ts",
    `import { summarise } from ${JSON.stringify(fileURLToPath(new URL("../src/index.ts", import.meta.url)))};
const { posteriors: [{ samples, parameters }] } = await summarise(process.argv[2]);
console.log(samples, parameters.length);`,
  );
  const [program, ...args] = nodeCommand(pathToFileURL(script), [file]);
  // MiB; the file has 38.
  const { stdout } = await promisify(execFile)(program, ["--max-old-space-size=24", ...args]);
  expect(stdout).toBe(`${samples} 2\n`);
});

test("too little address space for the reader of HDF5 is an error of the file, with what it said last, and other formats are read all the same", async () => {
  const usual = process.execPath;
  // KiB: Node.js reserves more when it starts.
  const limited = write("limited", `#!/bin/sh\nulimit -v 600000\nexec "${usual}" "$@"\n`);
  chmodSync(limited, 0o755);
  process.execPath = limited;
  try {
    const file = fixture("lalinference_posterior.hdf5");
    expect(await errorOf(file)).toEqual({
      code: "RESULT_READER_FAILED",
      message: expect.stringMatching(
        /^the process that reads HDF5 (was ended by SIG\w+|ended with exit code \d+) before it said what is in the file: \S/,
      ),
      at: { file },
      remedy: "It may need more memory than it is allowed (ulimit -v tells); where h5py is installed, it tells whether the file itself is damaged.",
    });
    expect(await summarise(fixture("bilby_result.json"))).toMatchObject({ format: "bilby JSON" });
  } finally {
    process.execPath = usual;
  }
});

function write(name: string, content: string | Uint8Array): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}

async function errorOf(file: string): Promise<unknown> {
  return summarise(file).then(
    (summary) => ({ summary }),
    (error: Error & { toJSON?: () => object }) => {
      const plain = error.toJSON?.();
      if (!plain) throw error;
      return plain;
    },
  );
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}
