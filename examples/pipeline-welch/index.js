import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { AsimovError, definePipeline, Pipeline } from "@asimov-gw/core/pipeline";

const script = fileURLToPath(new URL("estimate_psd.py", import.meta.url));

/** Estimates the noise power spectral density of each detector from its strain, and offers it as the asset `psds`. */
class Welch extends Pipeline {
  static name = "welch";
  static template = new URL("templates/welch.json.hbs", import.meta.url);
  static finalAssets = ["psds"];
  static availableOutputs = ["psds"];
  static logPatterns = ["*.out", "*.err"];

  /** The strain of each detector as an absolute path: settings name it relative to the project. */
  get dataFiles() {
    return mapValues(this.analysis.settings.data?.["data files"] ?? {}, (file) => resolve(this.analysis.projectDirectory, file));
  }

  /** The name of each detector's file in the run directory. */
  get outputs() {
    return Object.fromEntries(this.analysis.settings.interferometers.map((detector) => [detector, `${detector}-psd.dat`]));
  }

  async beforeConfig() {
    for (const detector of this.analysis.settings.interferometers ?? []) {
      const file = this.dataFiles[detector];
      if (file !== undefined && existsSync(file)) continue;
      throw new AsimovError("DATA_FILE_MISSING", {
        message: file === undefined ? `no strain file is set for ${detector}` : `the strain file of ${detector} does not exist: ${file}`,
        remedy: `Set "data files: {${detector}: PATH}" under data; a relative path starts at the project directory.`,
      });
    }
  }

  async buildDag() {
    const { runDirectory, configFile } = this.analysis;
    const python = this.environment.find("python3");
    await mkdir(runDirectory, { recursive: true });
    const nodes = Object.keys(this.outputs);
    for (const detector of nodes) {
      await writeFile(join(runDirectory, `psd-${detector}.sub`), this.#submitFile(python, detector, [script, configFile, detector]));
    }
    const file = join(runDirectory, "welch.dag");
    await writeFile(file, nodes.map((detector) => `JOB psd-${detector} psd-${detector}.sub\nRETRY psd-${detector} 1\n`).join(""));
    return { file, directory: runDirectory };
  }

  async detectCompletion() {
    const { data, likelihood } = this.analysis.settings;
    const rows = (data["segment length"] * likelihood["sample rate"]) / 2 + 1;
    const files = Object.values(this.outputs).map((name) => join(this.analysis.runDirectory, name));
    return (await Promise.all(files.map((file) => isWhole(file, rows)))).every(Boolean);
  }

  async collectAssets() {
    return { psds: mapValues(this.outputs, (name) => join(this.analysis.runDirectory, name)) };
  }

  #submitFile(executable, detector, args) {
    const group = this.environment.accounting.group ?? this.analysis.settings.scheduler?.["accounting group"];
    return [
      "universe = vanilla",
      `executable = ${executable}`,
      `arguments = "${args.map(quote).join(" ")}"`,
      `initialdir = ${this.analysis.runDirectory}`,
      'environment = "OMP_NUM_THREADS=1"',
      `log = psd-${detector}.log`,
      `output = psd-${detector}.out`,
      `error = psd-${detector}.err`,
      "request_cpus = 1",
      "request_memory = 1GB",
      "request_disk = 1GB",
      ...(group === undefined ? [] : [`accounting_group = ${group}`]),
      "queue",
      "",
    ].join("\n");
  }
}

export default definePipeline(Welch);

/** Whether a file has `rows` rows, each with a frequency and a positive value. */
async function isWhole(file, rows) {
  if (!existsSync(file)) return false;
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.length === rows && lines.map((line) => line.split(" ").map(Number)).every(([f, psd]) => f >= 0 && psd > 0 && Number.isFinite(psd));
}

/** One argument as HTCondor's submit files quote it (condor_submit(1), "new syntax"). */
function quote(argument) {
  return `'${argument.replaceAll("'", "''").replaceAll('"', '""')}'`;
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
