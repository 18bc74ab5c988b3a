import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { readSubmittedWorkflow, submissionPaths } from "../../../src/scheduler/supervised/records.ts";
import { statePaths } from "../../../src/scheduler/supervised/settings.ts";
import { exitCode, readJournal, replay, type RunEvent, type Workflow } from "../../../src/workflow/index.ts";
import { openLab, type Lab } from "../../scheduler/local/lab.ts";

/** What a run did, in the words of {@link recordedStory}. */
export interface Story {
  /** What became of each part of each node, in order: `pre 3`, `job.1 0`, `post 0`. */
  readonly nodes: Readonly<Record<string, readonly string[]>>;
  /** The nodes in the order in which their jobs were handed over, each try. */
  readonly order: readonly string[];
  readonly exitCode: number;
}

/** What the real DAGMan did with the case, by the lines of its log that tell it. */
export function recordedStory(name: string): Story {
  const nodes: Record<string, string[]> = {};
  const order: string[] = [];
  const lines = recorded(name, "dagman.out").split("\n");
  const tell = (node: string, what: string): void => void (nodes[node] ??= []).push(what);
  for (const line of lines) {
    const submitted = /Submitting HTCondor Node (\S+) job/.exec(line);
    if (submitted) order.push(submitted[1]!);
    const script = /(PRE|POST) Script of [Nn]ode (\S+) (?:completed|failed with status (\d+))/.exec(line);
    if (script) tell(script[2]!, `${script[1]!.toLowerCase()} ${script[3] ?? 0}`);
    const job = /Node (\S+) job proc \(\d+\.(\d+)\.0\) (?:completed|failed with status (\d+))/.exec(line);
    // DAGMan's own node between several parents and several children, and the job that it pretends a NOOP to have: processes of no cluster.
    if (job && Number(job[2]) < 1_000_000) tell(job[1]!, `job.${job[2]} ${job[3] ?? 0}`);
  }
  return { nodes, order, exitCode: Number(/EXITING WITH STATUS (\d+)/.exec(lines.join("\n"))![1]) };
}

/** A file of the recorded case. */
export function recorded(name: string, file: string): string {
  return readFileSync(join(folder(name), file), "utf8");
}

/** A rescue file without the time of its writing. */
export function timeless(rescue: string): string {
  return rescue.replace(/^# Created .*$/m, "# Created");
}

/** Runs the recorded case `name` from its own files; its jobs do not sleep, and end when `step` says. */
export async function runCase(name: string, step = ""): Promise<{ readonly lab: Lab; readonly story: Story }> {
  const lab = openLab({ slots: 8 });
  // A rescue file of the recording would be gone on from.
  cpSync(folder(name), lab.directory, { recursive: true, filter: (file) => !file.includes(".rescue") });
  rewrite(lab.directory, (text) => text.replaceAll(`/home/gw/work/${name}`, lab.directory).replaceAll("/home/gw/work/bin", lab.directory));
  const text = `#!/bin/sh\necho "node $1 start"\n${step}\necho "node $1 end"\nexit $3\n`;
  writeFileSync(join(lab.directory, "step.sh"), text, { mode: 0o755 });
  for (const logs of ["logs", "inner/logs"]) mkdirSync(join(lab.directory, logs), { recursive: true });
  await lab.submit("t", join(lab.directory, "run.dag"));
  await lab.end("t");
  const paths = statePaths(join(lab.directory, "state"));
  return { lab, story: tell(readSubmittedWorkflow(paths, "t"), readJournal(submissionPaths(paths, "t").journal).events) };
}

function tell(workflow: Workflow, events: readonly RunEvent[]): Story {
  const nodes: Record<string, string[]> = {};
  const order: string[] = [];
  for (const event of events) {
    if (event.event === "start" && event.part === 0 && event.run === 1) order.push(event.node);
    if (event.event !== "end") continue;
    (nodes[event.node] ??= []).push(`${typeof event.part === "number" ? `job.${event.part}` : event.part} ${event.outcome.exitCode}`);
  }
  return { nodes, order, exitCode: exitCode(replay(workflow, events)) };
}

function folder(name: string): string {
  return fileURLToPath(new URL(`../fixtures/htcondor/${name}`, import.meta.url));
}

function rewrite(directory: string, change: (text: string) => string): void {
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    const file = join(directory, name);
    if (statSync(file).isFile()) writeFileSync(file, change(readFileSync(file, "utf8")));
  }
}
