import { toyPlugin } from "./toy.ts";
import type { Tree } from "./tree.ts";

/** A plugin with the pipeline `combine`, which joins the products of what it combines; its config file names them, with a setting of each. */
export function combinePlugin(): Tree {
  return { ...toyPlugin("combine", source), "templates/combine.ini.hbs": template };
}

const template = `# combine
answer = {{settings.answer}}
{{option "analyses" pipeline.analyses}}
{{option "subjects" pipeline.subjects}}
{{option "waited-for" pipeline.needs}}
{{option "psds" pipeline.psds}}
`;

const source = `
import { Pipeline, definePipeline } from "@asimov-gw/core/pipeline";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

class Combine extends Pipeline {
  static name = "combine";
  static template = new URL("./templates/combine.ini.hbs", import.meta.url);
  static finalAssets = ["joined"];

  path(...parts) { return join(this.analysis.runDirectory, ...parts); }

  get analyses() {
    return this.analysis.analyses.map(({ subject, name, pipeline, settings }) => \`\${subject}/\${name}:\${pipeline}:\${settings.answer}\`).join(" ");
  }
  get subjects() {
    return this.analysis.subjects.map(({ name, settings }) => \`\${name}:\${settings["event time"] ?? "none"}\`).join(" ") || "none";
  }
  get needs() {
    return this.analysis.needs.map(({ name }) => name).join(" ") || "nothing";
  }
  get psds() {
    const all = this.analysis.analyses.flatMap(({ name, psds }) => Object.entries(psds).map(([detector, file]) => \`\${name}:\${detector}=\${file}\`));
    return all.join(" ") || undefined;
  }

  async buildDag() {
    mkdirSync(this.path(), { recursive: true });
    const { address, projectDirectory, analyses, needs } = this.analysis;
    const files = [...analyses, ...needs].map(({ assets }) => \`"\${assets.out ?? assets.joined}"\`).join(" ");
    const script = \`#!/bin/sh
echo "\${address}" >>"\${projectDirectory}/ran"
cat \${files} >joined.txt
\`;
    writeFileSync(this.path("join.sh"), script, { mode: 0o755 });
    writeFileSync(this.path("join.sub"), "executable = ./join.sh\\nqueue\\n");
    writeFileSync(this.path("combine.dag"), "JOB join join.sub\\n");
    return { file: this.path("combine.dag"), directory: this.path() };
  }

  async detectCompletion() { return existsSync(this.path("joined.txt")); }
  async collectAssets() { return { joined: "joined.txt" }; }
}
export default definePipeline(Combine);
`;
