import { Pipeline, definePipeline } from "@asimov-gw/core/pipeline";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// A pipeline as small as one can be that has all steps of an analysis: jobs one after the other, of which one may fail once (`fails`), results, and
// a job of post-processing (`summary`). Every job leaves one line in the file `ran` of the project.
class Steps extends Pipeline {
  static name = "steps";
  static template = new URL("./templates/steps.ini.hbs", import.meta.url);
  static finalAssets = ["out"];

  path(...parts) {
    return join(this.analysis.runDirectory, ...parts);
  }

  script(name, ...lines) {
    const ran = join(this.analysis.projectDirectory, "ran");
    const text = ["#!/bin/sh", `cd "${this.path()}"`, `echo ${this.analysis.name}.${name} >>"${ran}"`, ...lines, ""].join("\n");
    writeFileSync(this.path(`${name}.sh`), text, { mode: 0o755 });
  }

  async buildDag() {
    if (existsSync(this.path())) throw new Error(`the builder does not like that ${this.path()} exists`);
    mkdirSync(this.path(), { recursive: true });
    const { nodes = ["A"], fails } = this.analysis.settings;
    for (const node of nodes) {
      this.script(node, ...(node === fails ? ["[ -e failed ] || { : >failed; exit 3; }"] : []), `echo ${node} >>out.txt`);
      writeFileSync(this.path(`${node}.sub`), `executable = ./${node}.sh\noutput = ${node}.out\nerror = ${node}.err\nqueue\n`);
    }
    this.script("summary", "echo done >summary.txt");
    const jobs = nodes.map((node) => `JOB ${node} ${node}.sub`);
    const edges = nodes.slice(1).map((node, index) => `PARENT ${nodes[index]} CHILD ${node}`);
    writeFileSync(this.path("steps.dag"), [...jobs, ...edges, ""].join("\n"));
    return { file: this.path("steps.dag"), directory: this.path() };
  }

  async detectCompletion() {
    const { nodes = ["A"] } = this.analysis.settings;
    return existsSync(this.path("out.txt")) && readFileSync(this.path("out.txt"), "utf8") === nodes.map((node) => `${node}\n`).join("");
  }

  async collectAssets() {
    return { out: "out.txt" };
  }

  async collectLogs() {
    return {};
  }

  async afterCompletion() {
    if (!this.analysis.settings.summary) return super.afterCompletion();
    await this.submitJob({ name: "summary", command: this.path("summary.sh"), args: [] });
  }

  async detectCompletionProcessing() {
    return existsSync(this.path("summary.txt"));
  }
}
export default definePipeline(Steps);
