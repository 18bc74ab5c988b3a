import { readdir } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative } from "node:path";

import { systemCode } from "../../system/index.ts";
import type { Workflow } from "../types.ts";
import { allKeywords } from "./dag/keywords.ts";
import { unknownKeyword } from "./dag/parse.ts";
import { placeOf, words } from "./dag/words.ts";
import { logicalLines } from "./lines.ts";
import { Problems } from "./problems.ts";
import { readText } from "./read-text.ts";

/** What a rescue file says of the run that it ends. */
export interface RescueInfo {
  /** Written in UTC. */
  readonly created: Date;
  /** Names of the nodes that failed. */
  readonly failed: ReadonlySet<string>;
}

/**
 * The names of the nodes that a rescue file declares done. Other statements (DAGMan may write RETRY) change nothing; a line that is no
 * statement, as in a half-written file, is an error. The names are not checked: the file does not know the workflow.
 */
export async function readRescue(file: string): Promise<ReadonlySet<string>> {
  const problems = new Problems(file);
  const text = await readText(file, "rescue file", { file, line: 1, column: 1 }, problems);
  const done = new Set<string>();
  for (const line of logicalLines(text ?? "", file)) {
    const [keyword, name] = words(line);
    if (!allKeywords.has(keyword!.text.toUpperCase())) unknownKeyword(keyword!, problems);
    else if (keyword!.text.toUpperCase() !== "DONE") continue;
    else if (name !== undefined) done.add(name.text);
    else problems.add("WORKFLOW_SYNTAX", { message: "DONE needs a node", at: placeOf(keyword!), remedy: "Write: DONE NODE" });
  }
  problems.throw();
  return done;
}

/**
 * A rescue file of `workflow` as DAGMan 25.13 writes it: to be read together with the DAG file, which it does not repeat. The final node counts
 * and may have failed, but is never done: it runs again. Retries begin anew (DAGMAN_RESET_RETRIES_UPON_RESCUE, true where nobody sets it).
 */
export function formatRescue(workflow: Workflow, doneNodes: ReadonlySet<string>, info: RescueInfo): string {
  const all = [...workflow.nodes, ...(workflow.final === undefined ? [] : [workflow.final])].map((node) => node.name);
  const done = workflow.nodes.map((node) => node.name).filter((name) => doneNodes.has(name));
  const failed = all.filter((name) => info.failed.has(name));
  const inside = relative(workflow.directory, workflow.file);
  return [
    "# Rescue DAG file, created after running",
    `#   the ${inside.startsWith("..") || isAbsolute(inside) ? workflow.file : inside} DAG file`,
    `# Created ${formatTime(info.created)}`,
    "# Rescue DAG version: 2.1.0",
    "#",
    `# Total number of Nodes: ${all.length}`,
    `# Nodes premarked DONE: ${done.length}`,
    `# Nodes that failed: ${failed.length}`,
    `#   ${failed.map((name) => `${name},`).join("")}<ENDLIST>`,
    "",
    ...done.map((name) => `DONE ${name}`),
    "",
  ].join("\n");
}

/** Path of the rescue file of the DAG file `file` with the highest number (`FILE.rescue001` to `FILE.rescue999`), which DAGMan would use. */
export async function latestRescue(file: string): Promise<string | undefined> {
  const prefix = `${basename(file)}.rescue`;
  const names = await readdir(dirname(file)).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  });
  const numbers = names.filter((name) => name.startsWith(prefix) && /^(?!000)\d{3}$/.test(name.slice(prefix.length)));
  const last = numbers.sort().at(-1);
  return last === undefined ? undefined : join(dirname(file), last);
}

// `11/22/2026 21:11:05 UTC`
function formatTime(time: Date): string {
  const [, year, month, day, clock] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(time.toISOString()) ?? [];
  return `${month}/${day}/${year} ${clock} UTC`;
}
