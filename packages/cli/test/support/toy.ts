import type { Tree } from "./tree.ts";

/**
 * A plugin as a third party would write it, in plain JavaScript. Before and in each hook it looks for the file `faults/ANALYSIS.HOOK` of the
 * project and does what it says; its jobs do likewise with `faults/ANALYSIS.NODE`. Every command of a job leaves one line in the file `ran`.
 */
export function toyPlugin(pipeline = "toy", source: string = toySource, defaults?: object): Tree {
  return {
    "package.json": JSON.stringify({
      name: `asimov-${pipeline}`,
      version: "1.2.3",
      type: "module",
      keywords: ["asimov-plugin"],
      exports: { ".": "./index.js" },
      asimov: { apiVersion: 1, pipelines: { [pipeline]: "." }, defaults },
    }),
    "index.js": source,
    "templates/toy.ini.hbs": `# toy\nanswer = {{settings.answer}}\n{{option "data-dict" (python settings.data.[data files])}}\n{{option "channel-dict" (python settings.data.channels)}}\n{{#if pipeline.psdFiles}}\n{{option "psds" pipeline.psdFiles}}\n{{/if}}\n`,
  };
}

/** The toy with a vocabulary, as text or as the settings in it, and with defaults of its settings. */
export function describedToy(vocabulary: object | string, defaults?: object): Tree {
  const tree = toyPlugin("toy", toySource, defaults && { toy: defaults });
  const manifest = JSON.parse(String(tree["package.json"])) as { exports: object; asimov: object };
  manifest.exports = { ...manifest.exports, "./vocabulary.json": "./vocabulary.json" };
  manifest.asimov = { ...manifest.asimov, vocabulary: { toy: "./vocabulary.json" } };
  const text = typeof vocabulary === "string" ? vocabulary : JSON.stringify({ vocabulary: 1, settings: vocabulary });
  return { ...tree, "package.json": JSON.stringify(manifest), "vocabulary.json": text };
}

/** The module of the toy plugin. */
export const toySource = `
import { Pipeline, definePipeline } from "@asimov-gw/core/pipeline";
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const actions = {
  throw: () => { throw new Error("no luck today"); },
  hang: () => new Promise(() => setInterval(() => undefined, 1000)),
  spin: () => { for (;;); },
  exit: () => process.exit(7),
};

class Toy extends Pipeline {
  static name = "toy";
  static template = new URL("./templates/toy.ini.hbs", import.meta.url);
  static finalAssets = ["out"];

  // What the test wants to happen at a place: the file that says so, while it exists. "gate" waits for its removal.
  async at(place) {
    const { projectDirectory, name } = this.analysis;
    appendFileSync(join(projectDirectory, "calls"), \`\${name}.\${place}\\n\`);
    const file = join(projectDirectory, "faults", \`\${name}.\${place}\`);
    if (!existsSync(file)) return undefined;
    const action = readFileSync(file, "utf8");
    if (action.startsWith("return ")) return { value: JSON.parse(action.slice(7)) };
    if (action === "run") return this.run("sleep", ["1000"]);
    if (action !== "gate") return actions[action]();
    writeFileSync(\`\${file}.reached\`, "");
    while (existsSync(file)) await pause(10);
  }

  get psdFiles() {
    return Object.entries(this.analysis.psds).map(([detector, path]) => \`\${detector}=\${path}\`).join(" ");
  }

  path(...parts) {
    return join(this.analysis.runDirectory, ...parts);
  }

  async beforeConfig() { await this.at("beforeConfig"); }
  async beforeBuild() {
    const { program } = this.analysis.settings;
    if (program) this.log.info(\`found \${this.environment.find(program)}\`);
    await this.at("beforeBuild");
  }

  async buildDag() {
    if (existsSync(this.path())) throw new Error(\`the builder does not like that \${this.path()} exists\`);
    mkdirSync(this.path(), { recursive: true });
    const said = await this.at("buildDag");
    if (said) return said.value;
    const { name, projectDirectory, settings } = this.analysis;
    const nodes = settings.nodes ?? ["A"];
    for (const node of nodes) {
      const fault = join(projectDirectory, "faults", \`\${name}.\${node}\`);
      const script = \`#!/bin/sh
echo \${name}.\${node} >>"\${projectDirectory}/ran"
while [ "$(cat "\${fault}" 2>/dev/null)" = gate ]; do sleep 0.02; done
[ ! -e "\${fault}" ] || { echo "the \${node} of \${name} hit a wall" >&2; exit 3; }
echo "\${node} of \${name}" >>out.txt
\${(settings.offers ?? []).map((detector) => \`echo "20 1e-46" >psd-\${detector}.txt\`).join("\\n")}
\`;
      writeFileSync(this.path(\`\${node}.sh\`), script, { mode: 0o755 });
      writeFileSync(this.path(\`\${node}.sub\`), \`executable = ./\${node}.sh\\noutput = \${node}.out\\nerror = \${node}.err\\nqueue\\n\`);
    }
    const jobs = nodes.map((node) => \`JOB \${node} \${node}.sub\`);
    const edges = nodes.slice(1).map((node, index) => \`PARENT \${nodes[index]} CHILD \${node}\`);
    writeFileSync(this.path("toy.dag"), [...jobs, ...edges, ...(settings.dag ?? []), ""].join("\\n"));
    await this.at("buildDag.end");
    return { file: this.path("toy.dag"), directory: this.path() };
  }

  async beforeSubmit() { await this.at("beforeSubmit"); }
  async submitDag() {
    await this.at("submitDag");
    const submission = await super.submitDag();
    await this.at("submitDag.end");
    return submission;
  }

  async checkProgress() { return (await this.at("checkProgress"))?.value ?? { stage: "sampling", measures: { dlogz: 0.5 } }; }
  async whileRunning() { await this.at("whileRunning"); }

  async detectCompletion() {
    await this.at("detectCompletion");
    const lines = existsSync(this.path("out.txt")) ? readFileSync(this.path("out.txt"), "utf8").split("\\n").length - 1 : 0;
    return lines === (this.analysis.settings.nodes ?? ["A"]).length;
  }

  async collectAssets() {
    const said = await this.at("collectAssets");
    const { settings } = this.analysis;
    const psds = Object.fromEntries((settings.offers ?? []).map((detector) => [detector, \`psd-\${detector}.txt\`]));
    return said ? said.value : { out: "out.txt", ...(settings.offers && { psds }) };
  }

  async collectSettings() { return (await this.at("collectSettings"))?.value ?? super.collectSettings(); }

  async collectLogs() { return (await this.at("collectLogs"))?.value ?? super.collectLogs(); }
  async afterCompletion() { const said = await this.at("afterCompletion"); return said ? said.value : super.afterCompletion(); }
  async storeResults() { await this.at("storeResults"); await super.storeResults(); }
  async ejectJob() { await this.at("ejectJob"); await super.ejectJob(); }
  async clean() { await this.at("clean"); await super.clean(); }
  async resurrect() { await this.at("resurrect"); await super.resurrect(); }
}
export default definePipeline(Toy);
`;
