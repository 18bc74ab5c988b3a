import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { submittedEnvironment } from "../../../src/scheduler/local/environment.ts";
import { ensureSupervisor } from "../../../src/scheduler/local/ensure.ts";
import { submissionPaths, writeSubmission } from "../../../src/scheduler/local/records.ts";
import { localSettings, statePaths } from "../../../src/scheduler/local/settings.ts";
import { openState } from "../../../src/scheduler/local/state-directory.ts";
import { identify } from "../../../src/system/index.ts";
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
export function recordedStory(name: string, log = "dagman.out"): Story {
  const nodes: Record<string, string[]> = {};
  const order: string[] = [];
  const lines = recorded(name, log).split("\n");
  const tell = (node: string, what: string): void => void (nodes[node] ??= []).push(what);
  for (const line of lines) {
    const submitted = /Submitting HTCondor Node (\S+) job/.exec(line);
    if (submitted) order.push(submitted[1]!);
    const script = /(PRE|POST) Script of [Nn]ode (\S+) (?:completed|failed with status (\d+))/.exec(line);
    if (script) tell(script[2]!, `${script[1]!.toLowerCase()} ${script[3] ?? 0}`);
    const job = /Node (\S+) job proc \(\d+\.(\d+)\.0\) (?:completed|failed with status (\d+))/.exec(line);
    if (job) tell(job[1]!, `job.${job[2]} ${job[3] ?? 0}`);
  }
  return { nodes, order, exitCode: Number(/EXITING WITH STATUS (\d+)/.exec(lines.join("\n"))![1]) };
}

/** A file of the recorded case. */
export function recorded(name: string, file: string): string {
  return readFileSync(new URL(`../../fixtures/dagman/${name}/${file}`, import.meta.url), "utf8");
}

/** A rescue file without the time of its writing. */
export function timeless(rescue: string): string {
  return rescue.replace(/^# Created .*$/m, "# Created");
}

/** A workflow in a lab of its own, whose jobs are those of the recorded cases. */
export interface Case {
  readonly lab: Lab;
  /** The job of `n.sub`: it says that it started and ended, and ends with `code`. */
  job(name: string, code?: number, out?: string): Record<string, unknown>;
  run(workflow: Workflow): Promise<Story>;
}

/** A new {@link Case}. */
export function openCase(): Case {
  const lab = openLab({ slots: 8 });
  const step = join(lab.directory, "step.sh");
  writeFileSync(step, `#!/bin/sh\necho "node $1 start"\necho "node $1 end"\nexit $3\n`, { mode: 0o755 });
  mkdirSync(join(lab.directory, "logs"));
  return {
    lab,
    job: (name, code = 0, out = name) => ({
      executable: step,
      arguments: [name, "1", `${code}`],
      directory: lab.directory,
      stdout: join(lab.directory, `logs/${out}.out`),
      stderr: join(lab.directory, `logs/${out}.err`),
    }),
    run: async (workflow) => {
      const settings = localSettings(lab.options);
      const paths = openState(settings.directory);
      const { file, directory } = workflow;
      writeFileSync(file, "");
      const about = { format: 1 as const, token: "t", name: "case", file, directory, digest: "", submittedAt: new Date().toISOString() };
      writeSubmission(paths, { ...about, submitter: identify()!, environment: submittedEnvironment(workflow) }, workflow);
      await ensureSupervisor(paths, settings);
      await lab.end("t");
      return tell(workflow, readJournal(submissionPaths(statePaths(settings.directory), "t").journal).events);
    },
  };
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
