import type { SubmissionRequest } from "@asimov-gw/core/scheduler";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A workflow in a directory of its own, whose nodes write their names into the file `ran`. */
export interface TestWork {
  readonly request: SubmissionRequest;
  /** Absolute path of the workflow file. */
  readonly dag: string;
  /** What has run, in its order. */
  readonly ran: () => readonly string[];
  readonly path: (name: string) => string;
}

/** Writes a workflow of nodes, each after the one before; `extra` are lines of their submit files. */
export function writeWork(parent: string, nodes: readonly string[], extra: readonly string[] = [], token = "p.1.1.workflow.1"): TestWork {
  const directory = join(parent, "work");
  mkdirSync(directory, { recursive: true });
  const path = (name: string): string => join(directory, name);
  const lines = nodes.flatMap((name, index) => [`JOB ${name} ${name}.sub`, ...(index > 0 ? [`PARENT ${nodes[index - 1]} CHILD ${name}`] : [])]);
  for (const name of nodes) writeFileSync(path(`${name}.sub`), submitFile(name, extra));
  writeFileSync(path("run.dag"), `${lines.join("\n")}\n`);
  const ran = (): readonly string[] => (existsSync(path("ran")) ? readFileSync(path("ran"), "utf8").split("\n").filter(Boolean) : []);
  return { request: { token, name: "EV1/one", file: path("run.dag"), directory }, dag: path("run.dag"), ran, path };
}

/** A submit file of a job that writes `name` into the file `ran`, and fails where there is a file `fail-NAME`. */
export function submitFile(name: string, extra: readonly string[] = [], queue = "queue"): string {
  const argument = `"-c 'echo ${name} >>ran; test ! -e fail-${name}'"`;
  return [
    "executable = /bin/sh",
    `arguments = ${argument}`,
    `output = ${name}.out`,
    `error = ${name}.err`,
    "request_memory = 2GB",
    "request_disk = 1GB",
    ...extra,
    queue,
    "",
  ].join("\n");
}
