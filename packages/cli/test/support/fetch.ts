import { toyPlugin } from "./toy.ts";
import type { Tree } from "./tree.ts";

/**
 * A plugin with the pipeline `fetch`, which gets the data of each detector in `interferometers` as the file `frames/DETECTOR` of the project has it, and
 * provides the files and channels to those that need it, or with `for: subject` to its whole event.
 */
export function fetchPlugin(): Tree {
  return { ...toyPlugin("fetch", source), "templates/fetch.ini.hbs": "detectors = {{list settings.interferometers}}\n" };
}

const source = `
import { Pipeline, definePipeline } from "@asimov-gw/core/pipeline";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

class Fetch extends Pipeline {
  static name = "fetch";
  static template = new URL("./templates/fetch.ini.hbs", import.meta.url);

  file(detector) { return join(this.analysis.runDirectory, \`\${detector}.gwf\`); }
  get detectors() { return this.analysis.settings.interferometers; }
  each(value) { return Object.fromEntries(this.detectors.map((detector) => [detector, value(detector)])); }

  async buildDag() {
    const { runDirectory, projectDirectory } = this.analysis;
    mkdirSync(runDirectory, { recursive: true });
    const copies = this.detectors.map((detector) => \`cp "\${join(projectDirectory, "frames", detector)}" \${detector}.gwf\`);
    writeFileSync(join(runDirectory, "fetch.sh"), ["#!/bin/sh", ...copies, ""].join("\\n"), { mode: 0o755 });
    writeFileSync(join(runDirectory, "fetch.sub"), "executable = ./fetch.sh\\nqueue\\n");
    writeFileSync(join(runDirectory, "fetch.dag"), "JOB fetch fetch.sub\\n");
    return { file: join(runDirectory, "fetch.dag"), directory: runDirectory };
  }

  async detectCompletion() { return this.detectors.every((detector) => existsSync(this.file(detector))); }
  async collectAssets() { return { frames: this.each((detector) => this.file(detector)) }; }

  async collectSettings() {
    const data = { "data files": this.each((detector) => this.file(detector)), channels: this.each((detector) => \`\${detector}:STRAIN\`) };
    return { settings: { data }, scope: this.analysis.settings.for === "subject" ? "subject" : "needs" };
  }
}
export default definePipeline(Fetch);
`;
