import { toySource } from "./toy.ts";
import type { Tree } from "./tree.ts";

/**
 * A package with the post-processors of these names, as a third party would write it, in plain JavaScript. Each counts the lines of the product
 * `out` and of what the post-processor before it made, as a job, or at once with the setting `at once: true`. Its job does what the file
 * `faults/ANALYSIS.NAME` says; `return` in `faults/ANALYSIS.NAME.MEMBER` is what a member returns.
 */
export function postprocessorPlugin(...names: readonly string[]): Tree {
  return {
    "package.json": JSON.stringify({
      name: "asimov-pages",
      version: "0.3.0",
      type: "module",
      exports: Object.fromEntries(names.map((name) => [`./${name}`, `./${name}.js`])),
      asimov: { apiVersion: 1, postprocessors: Object.fromEntries(names.map((name) => [name, `./${name}`])) },
    }),
    ...Object.fromEntries(names.map((name) => [`${name}.js`, source(name)])),
  };
}

/** The toy with another body of its class. */
export function toyWith(body: string): string {
  return toySource.replace("  async beforeConfig()", `${body}\n  async beforeConfig()`);
}

const source = (name: string): string => `
import { Postprocessor, definePostprocessor } from "@asimov-gw/core/pipeline";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

class Counting extends Postprocessor {
  static name = "${name}";

  said(member) {
    const file = join(this.analysis.projectDirectory, "faults", \`\${this.analysis.name}.${name}.\${member}\`);
    if (!existsSync(file)) return undefined;
    const text = readFileSync(file, "utf8");
    if (text === "throw") throw new Error("no luck today");
    return { value: JSON.parse(text.slice(7)) };
  }

  async check() { this.said("check"); }

  async run() {
    this.said("run");
    const inputs = [this.assets.out, ...Object.entries(this.assets).filter(([asset]) => asset.includes(".")).map(([, path]) => path)];
    const place = join(this.analysis.projectDirectory, "faults", \`\${this.analysis.name}.${name}\`);
    const ran = join(this.analysis.projectDirectory, "ran");
    const script = \`#!/bin/sh
echo \${this.analysis.name}.${name} >>"\${ran}"
while [ "$(cat "\${place}" 2>/dev/null)" = gate ]; do sleep 0.02; done
[ ! -e "\${place}" ] || { echo "${name} hit a wall" >&2; exit 3; }
cat "\${inputs.join('" "')}" | wc -l >count.txt
\`;
    const file = join(this.directory, "count.sh");
    writeFileSync(file, script, { mode: 0o755 });
    if (!this.settings["at once"]) {
      await this.submitJob({ name: "count", command: file, args: [], directory: this.directory });
      return;
    }
    const { exitCode, stderr } = await this.runCommand(file, [], { directory: this.directory });
    if (exitCode !== 0) throw new Error(stderr);
  }

  async detectCompletion() { return this.said("detectCompletion")?.value ?? existsSync(join(this.directory, "count.txt")); }
  async collectAssets() { return { count: "count.txt" }; }
}
export default definePostprocessor(Counting);
`;
