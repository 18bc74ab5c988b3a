import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { RunOptions, RunResult } from "@asimov-gw/core/pipeline";

import { bilbyIn, refusal } from "./fake.ts";

let directory: string;
let runDirectory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "bilby-build-"));
  runDirectory = join(directory, "GW150914", "pe");
});

afterEach(() => rmSync(directory, { recursive: true }));

/** A builder that makes `files` and ends like this. */
function builder(files: readonly string[], result: Partial<RunResult> = {}) {
  const calls: { command: string; args: readonly string[]; options: RunOptions | undefined }[] = [];
  const run = (command: string, args: readonly string[], options?: RunOptions): Promise<RunResult> => {
    calls.push({ command, args, options });
    for (const file of files) {
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, "");
    }
    return Promise.resolve({ exitCode: 0, stdout: "", stderr: "", seconds: 1, ...result });
  };
  return { calls, bilby: bilbyIn({ analysis: { runDirectory, configFile: join(directory, "pe.ini") }, run }) };
}

test("bilby_pipe runs above the run directory, with its sister programs on PATH", async () => {
  const dag = join(runDirectory, "submit", "dag_pe.submit");
  const { calls, bilby } = builder([dag]);
  expect(await bilby.buildDag()).toEqual({ file: dag, directory: join(directory, "GW150914") });
  expect(calls).toEqual([
    {
      command: "/opt/bilby/bin/bilby_pipe",
      args: [join(directory, "pe.ini"), "--label", "pe", "--outdir", "pe"],
      options: { directory: join(directory, "GW150914"), environment: { PATH: `/opt/bilby/bin:${process.env["PATH"]}` } },
    },
  ]);
});

test("a run directory that is there already is never built into, nor beside", async () => {
  mkdirSync(runDirectory, { recursive: true });
  const { calls, bilby } = builder([]);
  expect(await refusal(() => bilby.buildDag())).toMatchObject({ code: "RUN_DIRECTORY_EXISTS" });
  expect(calls).toEqual([]);
});

test("a failure shows what the builder said last, without its tracebacks and news", async () => {
  const stderr = `23:21 INFO: Running bilby
Traceback (most recent call last):
  File "/opt/bilby/main.py", line 174, in __init__
    self.psd_dict = args.psd_dict
    ^^^^^^^^^^^^^
bilby_pipe.utils.BilbyPipeError: PSD file /nonexistent.dat for detector H1 does not exist
`;
  expect(await refusal(() => builder([], { exitCode: 1, stderr }).bilby.buildDag())).toEqual({
    code: "BUILDER_FAILED",
    message: "bilby_pipe ended with exit code 1\n  bilby_pipe.utils.BilbyPipeError: PSD file /nonexistent.dat for detector H1 does not exist",
  });
});

test("success is believed only when the workflow is there, and nowhere else", async () => {
  const stdout = "DAG generation complete, to submit jobs run:";
  expect(await refusal(() => builder([], { stdout }).bilby.buildDag())).toMatchObject({
    code: "BUILDER_FAILED",
    message: expect.stringContaining(`bilby_pipe did not write ${join(runDirectory, "submit", "dag_pe.submit")}`),
  });
  const beside = [join(`${runDirectory}_A`, "submit", "dag_pe.submit")];
  expect(await refusal(() => builder(beside, { stdout }).bilby.buildDag())).toMatchObject({
    message: expect.stringContaining(`wrote into ${runDirectory}_A instead of ${runDirectory}`),
  });
});

test("an analysis called pe_A disturbs nothing", async () => {
  mkdirSync(`${runDirectory}_A`, { recursive: true });
  await expect(builder([join(runDirectory, "submit", "dag_pe.submit")]).bilby.buildDag()).resolves.toBeDefined();
});

test("options that bilby_pipe would ignore are an error", async () => {
  const stderr = "23:21 WARNING: \u001B[95mUnrecognized arguments ['--foo-bar=3']\u001B[0m\n";
  expect(await refusal(() => builder([join(runDirectory, "submit", "dag_pe.submit")], { stderr }).bilby.buildDag())).toEqual({
    code: "BUILDER_IGNORED_OPTIONS",
    message: "bilby_pipe does not know options of the config file and would run without them: ['--foo-bar=3']",
  });
});
