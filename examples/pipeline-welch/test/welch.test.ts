import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { renderTemplate } from "../../../packages/core/src/pipeline/template/index.ts";
import Welch from "../index.js";

const settings = {
  interferometers: ["H1", "L1"],
  data: { "data files": { H1: "data/H1.gwf", L1: "data/L1.gwf" }, channels: { H1: "H1:STRAIN", L1: "L1:STRAIN" }, "segment length": 4 },
  likelihood: { "sample rate": 1024 },
};
interface Vocabulary {
  readonly settings: Readonly<Record<string, { readonly option?: string }>>;
}

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "welch-it's-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

function pipeline() {
  const environment = { accounting: {}, find: (program: string) => `/opt/python/bin/${program}` };
  const view = { settings, projectDirectory: directory, runDirectory: join(directory, "run"), configFile: join(directory, "psd.json"), slug: "psd" };
  return { welch: new Welch({ analysis: view, environment } as never), view, environment };
}

test("its config file is JSON with the strain's absolute paths", () => {
  const { welch, view, environment } = pipeline();
  const source = readFileSync(Welch.template, "utf8");
  const { text } = renderTemplate(source, { settings, analysis: view as never, pipeline: welch, environment });
  expect(JSON.parse(text)).toEqual({
    interferometers: ["H1", "L1"],
    "data files": { H1: join(directory, "data/H1.gwf"), L1: join(directory, "data/L1.gwf") },
    channels: settings.data.channels,
    outputs: { H1: "H1-psd.dat", L1: "L1-psd.dat" },
    "segment length": 4,
    overlap: 0.5,
    "sample rate": 1024,
  });
});

test("its vocabulary names the options of its config file", async () => {
  const { welch, view, environment } = pipeline();
  const { text } = renderTemplate(readFileSync(Welch.template, "utf8"), { settings, analysis: view as never, pipeline: welch, environment });
  writeFileSync(view.configFile, text);
  const read = Object.keys(await Welch.readIni(view.configFile));
  expect(read).toContain("data files.H1");
  const { settings: described } = JSON.parse(readFileSync(new URL("../vocabulary.json", import.meta.url), "utf8")) as Vocabulary;
  for (const { option } of Object.values(described))
    expect(option === undefined || read.some((name) => name === option || name.startsWith(`${option}.`)), option).toBe(true);
});

test("its workflow has one job for each detector", async () => {
  const { welch, view } = pipeline();
  const file = join(view.runDirectory, "welch.dag");
  expect(await welch.buildDag()).toEqual({ file, directory: view.runDirectory });
  expect(readFileSync(file, "utf8")).toBe("JOB psd-H1 psd-H1.sub\nRETRY psd-H1 1\nJOB psd-L1 psd-L1.sub\nRETRY psd-L1 1\n");
  const submit = readFileSync(join(view.runDirectory, "psd-H1.sub"), "utf8");
  expect(submit).toContain("executable = /opt/python/bin/python3\n");
  expect(submit).toContain(`estimate_psd.py' '${view.configFile.replaceAll("'", "''")}' 'H1'"\n`);
});

test("it is complete when every detector's file has all of its rows, each of them positive", async () => {
  const { welch, view } = pipeline();
  const rows = Array.from({ length: 2049 }, (_, i) => `${i / 4} 1e-46\n`);
  mkdirSync(view.runDirectory);
  const write = (detector: string, content: readonly string[]): void =>
    writeFileSync(join(view.runDirectory, `${detector}-psd.dat`), content.join(""));
  expect(await welch.detectCompletion()).toBe(false);
  write("H1", rows);
  expect(await welch.detectCompletion()).toBe(false);
  for (const wrong of [rows.slice(1), rows.with(7, "1.75 0\n"), rows.with(7, "1.75 nan\n"), rows.with(7, "1.75\n")]) {
    write("L1", wrong);
    expect(await welch.detectCompletion()).toBe(false);
  }
  write("L1", rows);
  expect(await welch.detectCompletion()).toBe(true);
  expect(await welch.collectAssets()).toEqual({ psds: { H1: join(view.runDirectory, "H1-psd.dat"), L1: join(view.runDirectory, "L1-psd.dat") } });
});

test("a strain file that is missing is named before anything is built", async () => {
  await expect(pipeline().welch.beforeConfig()).rejects.toMatchObject({
    code: "DATA_FILE_MISSING",
    message: `the strain file of H1 does not exist: ${join(directory, "data/H1.gwf")}`,
  });
});
