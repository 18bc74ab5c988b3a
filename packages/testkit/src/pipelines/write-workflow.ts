import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A job of a workflow that only writes files. */
export interface FakeNode {
  readonly name: string;
  /** Texts by paths relative to the directory of the workflow. */
  readonly products: Readonly<Record<string, string>>;
}

/** Writes a workflow whose jobs follow each other, for real schedulers as for simulated ones, into `directory`; returns the path of its DAGMan file. */
export function writeWorkflow(directory: string, name: string, nodes: readonly FakeNode[]): string {
  mkdirSync(directory, { recursive: true });
  for (const node of nodes) {
    writeScript(directory, node);
    const lines = ["universe = vanilla", "executable = /bin/sh", `arguments = "${node.name}.sh"`, `initialdir = ${directory}`];
    const streams = [`output = ${node.name}.out`, `error = ${node.name}.err`, `log = ${node.name}.log`];
    writeFileSync(join(directory, `${node.name}.sub`), [...lines, ...streams, "queue", ""].join("\n"));
  }
  const jobs = nodes.map((node) => `JOB ${node.name} ${node.name}.sub`);
  const order = nodes.slice(1).map((node, index) => `PARENT ${nodes[index]!.name} CHILD ${node.name}`);
  const file = join(directory, `${name}.dag`);
  writeFileSync(file, [...jobs, ...order, ""].join("\n"));
  return file;
}

/** Writes what a job does as a shell script, `NAME.sh`, and as data for simulations, `NAME.products.json`; returns the path of the script. */
export function writeScript(directory: string, { name, products }: FakeNode): string {
  const commands = Object.entries(products).flatMap(([path, text]) => [
    `mkdir -p ${quoted(dirname(path))}`,
    `printf '%s' ${quoted(text)} > ${quoted(path)}`,
  ]);
  const script = join(directory, `${name}.sh`);
  writeFileSync(script, ["set -e", ...commands, ""].join("\n"));
  writeFileSync(join(directory, `${name}.products.json`), JSON.stringify(products));
  return script;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
