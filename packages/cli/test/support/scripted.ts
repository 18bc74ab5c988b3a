import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Tree } from "./tree.ts";

const fixture = fileURLToPath(new URL("../fixtures/scheduler-scripted", import.meta.url));

/** The plugin package of the scheduler "scripted", whose behaviour files decide; its own words tell how. */
export function scriptedPlugin(): Tree {
  return Object.fromEntries(["package.json", "index.js"].map((name) => [name, readFileSync(join(fixture, name), "utf8")]));
}

/** The queue of the scheduler "scripted" of a test. */
export interface ScriptedQueue {
  /** Lines of `.asimov/config.yaml` with which a project uses it. */
  readonly config: string;
  /** What goes wrong from now on: the keys of its `control.json`. */
  control(faults: Readonly<Record<string, unknown>>): void;
  /** What it was asked so far, a line for each call. */
  log(): readonly string[];
  /** Writes into the record of a job, such as its `state`. */
  change(token: string, values: Readonly<Record<string, unknown>>): void;
}

/** The queue in `directory`, and the configuration that names it. */
export function scriptedQueue(directory: string, options: Readonly<Record<string, unknown>> = {}): ScriptedQueue {
  const file = (name: string): string => join(directory, name);
  const more = Object.entries(options).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}\n`);
  return {
    config: `scheduler: scripted\nschedulers:\n  scripted:\n    directory: ${JSON.stringify(directory)}\n${more.join("")}`,
    control: (faults) => {
      mkdirSync(directory, { recursive: true });
      writeFileSync(file("control.json"), JSON.stringify(faults));
    },
    log: () => (existsSync(file("log")) ? readFileSync(file("log"), "utf8").trimEnd().split("\n") : []),
    change: (token, values) => {
      const job: unknown = JSON.parse(readFileSync(file(`jobs/${token}.json`), "utf8"));
      writeFileSync(file(`jobs/${token}.json`), JSON.stringify({ ...(job as object), ...values }));
    },
  };
}
