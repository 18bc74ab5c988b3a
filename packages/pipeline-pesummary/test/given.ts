import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const core = fileURLToPath(new URL("../../core", import.meta.url));

/** Makes a plugin package in `directory` with the pipeline `given`: its result is a copy of the file that the setting `file` names. */
export function makeGiven(directory: string): void {
  mkdirSync(join(directory, "node_modules", "@asimov-gw"), { recursive: true });
  symlinkSync(core, join(directory, "node_modules", "@asimov-gw", "core"));
  const manifest = {
    name: "asimov-given",
    version: "1.0.0",
    type: "module",
    exports: { ".": "./index.js" },
    asimov: { apiVersion: 1, pipelines: { given: "." } },
  };
  writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(directory, "given.ini.hbs"), template);
  writeFileSync(join(directory, "index.js"), source);
}

// As config files of bilby are: a value over several lines, whose end is not indented.
const template = `file = {{settings.file}}
fraction = 50%
prior-dict = {
chirp_mass = Uniform(25, 36)
}
`;

const source = `
import { Pipeline, definePipeline } from "@asimov-gw/core/pipeline";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";

class Given extends Pipeline {
  static name = "given";
  static template = new URL("./given.ini.hbs", import.meta.url);
  static finalAssets = ["samples"];

  get result() { return join(this.analysis.runDirectory, "result" + extname(this.analysis.settings.file)); }

  async buildDag() {
    const at = (name) => join(this.analysis.runDirectory, name);
    mkdirSync(at("."), { recursive: true });
    writeFileSync(at("given.sub"), \`executable = /bin/cp\\narguments = "'\${this.analysis.settings.file}' '\${this.result}'"\\nqueue\\n\`);
    writeFileSync(at("given.dag"), "JOB given given.sub\\n");
    return { file: at("given.dag") };
  }

  async detectCompletion() { return existsSync(this.result); }
  async collectAssets() { return { samples: this.result, config: this.analysis.configFile }; }
}
export default definePipeline(Given);
`;
