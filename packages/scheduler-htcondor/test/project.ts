import { HTCondorPool } from "@asimov-gw/testkit";
import { join } from "node:path";

import { blueprint, toyPlugin, toySource, type ProjectOptions, type TestProject } from "../../cli/test/support/index.ts";

// HTCondor makes jobs say what they need.
const asking = toySource.replace("queue\\n", "request_memory = 1GB\\nqueue\\n");

const module = new URL("../dist/index.js", import.meta.url).href;
const plugin = {
  "package.json": JSON.stringify({
    name: "asimov-scheduler-htcondor",
    version: "1.0.0",
    type: "module",
    keywords: ["asimov-plugin"],
    exports: { ".": "./index.js" },
    asimov: { apiVersion: 1, schedulers: { htcondor: "." } },
  }),
  "index.js": `export { default } from ${JSON.stringify(module)};\n`,
};

/** A project whose scheduler is a pool of its own. */
export interface Opened {
  readonly project: TestProject;
  readonly pool: HTCondorPool;
  /** Status and reason of the analysis `one`. */
  readonly status: () => readonly [string | undefined, string | null];
}

/** Opens a project with these analyses of the toy, at a pool with these access points. */
export async function opened(
  openProject: (options: ProjectOptions) => TestProject,
  analyses: Readonly<Record<string, string>>,
  config = "",
  schedds?: readonly string[],
): Promise<Opened> {
  const project = openProject({ blueprint: blueprint(analyses), plugins: { toy: toyPlugin("toy", asking), htcondor: plugin }, config });
  const nodeFlags = ["--conditions=@asimov-gw/source", "--disable-warning=ExperimentalWarning"];
  const pool = HTCondorPool.open(join(project.root, "pool"), { nodeFlags, ...(schedds && { schedds }) });
  project.atEnd(() => pool.close());
  const options = `    bin: ${pool.bin}\n    owner: gw\n    grace: 0\n    accounting group: ligo.dev.o4.cbc.pe.toy\n`;
  project.write({ ".asimov/config.yaml": `${project.read(".asimov/config.yaml")}\nscheduler: htcondor\nschedulers:\n  htcondor:\n${options}` });
  const status = (): readonly [string | undefined, string | null] => {
    const [row] = project.query("SELECT status, reason FROM analyses WHERE name = 'one'") as { status: string; reason: string | null }[];
    return [row?.status, row?.reason ?? null];
  };
  return { project, pool, status };
}
