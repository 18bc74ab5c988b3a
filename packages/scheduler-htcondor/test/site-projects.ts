import { HTCondorPool } from "@asimov-gw/testkit";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { blueprint, describedToy, type OpenProject, type TestProject, type Tree } from "../../cli/test/support/index.ts";

const module = new URL("../dist/index.js", import.meta.url).href;
const sites = fileURLToPath(new URL("../sites", import.meta.url));
/** What builders wrote, as core has it for its tests. */
export const fixtures: string = fileURLToPath(new URL("../../core/test/workflow/fixtures", import.meta.url));

/** The files of a directory, by name. */
export function filesIn(directory: string): Tree {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

/** A tree in a directory. */
export function below(directory: string, tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).map(([name, text]) => [`${directory}/${name}`, text]));
}

const profiles = below("sites", filesIn(sites));
const plugin: Tree = {
  "package.json": JSON.stringify({
    name: "asimov-scheduler-htcondor",
    version: "1.0.0",
    type: "module",
    keywords: ["asimov-plugin"],
    exports: { ".": "./index.js", ...Object.fromEntries(Object.keys(profiles).map((file) => [`./${file}`, `./${file}`])) },
    asimov: {
      apiVersion: 1,
      schedulers: { htcondor: "." },
      sites: Object.fromEntries(readdirSync(sites).map((file) => [file.replace(".yaml", ""), `./sites/${file}`])),
    },
  }),
  "index.js": `export { default } from ${JSON.stringify(module)};\n`,
  ...profiles,
};

/** A project with a pool that stands in for one of HTCondor. */
export interface Opened {
  readonly project: TestProject;
  readonly pool: HTCondorPool;
}

/** What the builder of an analysis is to have written. */
export interface Built {
  readonly tree: Tree;
  /** The workflow in the tree. */
  readonly dag: string;
  /** More lines of the analysis. */
  readonly settings?: string;
}

const described = describedToy({
  "scheduler.request disk": { option: "request-disk", type: "text", meaning: "x" },
  answer: { type: "integer", meaning: "x" },
});

/** A project whose scheduler `htcondor` has more options; its analyses have these workflows, whose directory is `built/ANALYSIS`. */
export function opened(
  openProject: OpenProject,
  workflows: Readonly<Record<string, Built>>,
  options: readonly string[] = [],
  plugins: Readonly<Record<string, Tree>> = {},
): Opened {
  const analyses = Object.fromEntries(Object.entries(workflows).map(([name, { settings = "" }]) => [name, settings]));
  const project = openProject({ blueprint: blueprint(analyses), plugins: { toy: described, htcondor: plugin, ...plugins } });
  const pool = HTCondorPool.open(join(project.root, "pool"), {
    nodeFlags: ["--conditions=@asimov-gw/source", "--disable-warning=ExperimentalWarning"],
  });
  project.atEnd(() => pool.close());
  const lines = [`bin: ${pool.bin}`, "owner: gw", "grace: 0", ...options].map((line) => `    ${line}\n`).join("");
  project.write({ ".asimov/config.yaml": `${project.read(".asimov/config.yaml")}\nscheduler: htcondor\nschedulers:\n  htcondor:\n${lines}` });
  for (const [name, { tree, dag }] of Object.entries(workflows)) {
    project.write(below(`built/${name}`, tree));
    const directory = join(project.directory, "built", name);
    project.fault(`${name}.buildDag`, `return ${JSON.stringify({ file: join(directory, dag), directory })}`);
  }
  return { project, pool };
}

/** Lines of a submit file that LDG takes. */
export const job: readonly string[] = ["executable = /bin/true", "accounting_group = ligo.dev.o4", "request_memory = 1 GB", "request_disk = 1 GB"];

/** A workflow of one node with these lines in its submit file. */
export function single(...lines: readonly string[]): Built {
  return { tree: { "a.sub": `${lines.join("\n")}\nqueue\n`, "run.dag": "JOB A a.sub\n" }, dag: "run.dag" };
}
