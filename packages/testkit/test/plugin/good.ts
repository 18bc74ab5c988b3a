import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { PipelineFixture } from "../../src/index.ts";

/** The files of a package by path. */
export type PackageFiles = Readonly<Record<string, string>>;

/** A small plugin that does all that a pipeline must. */
export const good: PackageFiles = {
  "package.json": JSON.stringify(
    {
      name: "asimov-pipeline-good",
      version: "1.0.0",
      description: "A pipeline that is as it should be",
      license: "MIT",
      keywords: ["asimov-plugin"],
      type: "module",
      files: ["index.js", "templates", "vocabulary.json"],
      exports: { ".": "./index.js", "./vocabulary.json": "./vocabulary.json" },
      peerDependencies: { "@asimov-gw/core": "^1.0.0" },
      asimov: { apiVersion: 1, pipelines: { good: "." }, vocabulary: { good: "./vocabulary.json" } },
    },
    null,
    2,
  ),
  "README.md": "# good\n\n```yaml\nkind: analysis\npipeline: good\n```\n",
  "templates/good.ini.hbs":
    '{{option "detectors" (list settings.interferometers)}}\n{{option "rate" settings.likelihood.[sample rate]}}\n{{option "plots" (first settings.good.plots true)}}\n{{option "title" settings.good.title}}\n',
  "vocabulary.json": JSON.stringify(
    {
      vocabulary: 1,
      settings: {
        interferometers: { option: "detectors" },
        "likelihood.sample rate": { option: "rate" },
        good: { type: "section", meaning: "What only this pipeline knows." },
        "good.plots": { type: "boolean", meaning: "Whether plots are made.", option: "plots", default: true },
        "good.title": { type: "text", meaning: "The title of the plots.", example: "strain", option: "title" },
      },
    },
    null,
    2,
  ),
  "index.js": `import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { AsimovError, definePipeline, Pipeline } from "@asimov-gw/core/pipeline";

class Good extends Pipeline {
  static name = "good";
  static template = new URL("templates/good.ini.hbs", import.meta.url);
  static finalAssets = ["samples"];
  static availableOutputs = ["samples", "psds"];
  static logPatterns = ["*.out"];
  static versionArgs = ["--version"];

  async beforeConfig() {
    for (const key of ["interferometers", "likelihood"])
      if (this.analysis.settings[key] === undefined) throw new AsimovError("SETTING_MISSING", { message: "nothing is set for " + key });
  }

  async buildDag() {
    const { runDirectory, configFile } = this.analysis;
    if (existsSync(runDirectory)) throw new AsimovError("RUN_DIRECTORY_EXISTS", { message: "it is there already: " + runDirectory });
    const { exitCode, stderr } = await this.run(this.environment.find("good_pipe"), [configFile, runDirectory], { directory: dirname(runDirectory) });
    const file = join(runDirectory, "good.dag");
    if (exitCode !== 0) throw new AsimovError("BUILDER_FAILED", { message: "good_pipe failed: " + stderr });
    if (!existsSync(file)) throw new AsimovError("BUILDER_FAILED", { message: "good_pipe wrote no " + file });
    return { file };
  }

  async detectCompletion() {
    return this.products.every((file) => existsSync(file) && this.isWhole(file));
  }

  async collectAssets() {
    const [samples, psd] = this.products;
    return { samples, psds: { H1: psd } };
  }

  async checkProgress() {
    const log = join(this.analysis.runDirectory, "run.out");
    return existsSync(log) ? { stage: "sampling", done: readFileSync(log, "utf8").split("\\n").length, message: "sampling" } : undefined;
  }

  get grown() {
    this.analysis.settings.interferometers.push("V1");
    return "";
  }

  get count() {
    return (Good.renderings = (Good.renderings ?? 0) + 1);
  }

  get odd() {
    return String({});
  }

  get plots() {
    return this.analysis.settings.good.plots.valueOf();
  }

  get products() {
    return ["samples.json", "psd.json"].map((name) => join(this.analysis.runDirectory, name));
  }

  isWhole(file) {
    try {
      return JSON.parse(readFileSync(file, "utf8")).whole === true;
    } catch {
      return false;
    }
  }
}

export default definePipeline(Good);
`,
};

/** A fixture of the good plugin. */
export const goodFixture: PipelineFixture = {
  settings: { interferometers: ["H1", "L1"], likelihood: { "sample rate": 1024 }, good: { title: "noise" } },
  programs: {
    good_pipe: ({ write }) =>
      write({
        "pe/good.dag": "JOB run good.sub\n",
        "pe/good.sub": "executable = /bin/true\noutput = run.out\nlog = run.log\nrequest_memory = 1 GB\nqueue\n",
      }),
  },
  products: { "samples.json": '{"samples": [1, 2, 3], "whole": true}', "psd.json": '{"psd": [1, 2, 3], "whole": true}' },
  logs: { "run.out": "begun\n" },
  unfinished: { "run.out": "begun\n" },
};

/** Writes a package so that it can be imported; gives its directory. */
export function writePackage(files: PackageFiles): string {
  const directory = mkdtempSync(join(tmpdir(), "asimov-plugin-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  mkdirSync(join(directory, "node_modules", "@asimov-gw"), { recursive: true });
  symlinkSync(fileURLToPath(new URL("../../../core", import.meta.url)), join(directory, "node_modules", "@asimov-gw", "core"));
  return directory;
}
