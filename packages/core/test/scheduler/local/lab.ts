import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";

import { identify, liveness, type ProcessIdentity } from "../../../src/system/index.ts";
import { localScheduler, localStatus, type LocalOptions, type Observation, type Scheduler, type SubmittedJob } from "../../../src/scheduler/index.ts";
import { readJobRecords, type JobRecords } from "../../../src/wrapper/job-records.ts";
import { groupLives } from "../../../src/scheduler/local/recovery.ts";
import { readJson } from "../../../src/scheduler/supervised/records.ts";
import { statePaths } from "../../../src/scheduler/supervised/settings.ts";
import type { SupervisorRecord } from "../../../src/scheduler/supervised/supervisor-record.ts";

/** A node of a workflow in a test: what its shell script does, and lines for its submit file. */
export interface TestNode {
  readonly run: string;
  readonly parents?: readonly string[];
  readonly retries?: number;
  readonly submit?: readonly string[];
}

/** A local scheduler of its own in a temporary directory; everything that it started ends with the test. */
export interface Lab {
  readonly directory: string;
  readonly options: LocalOptions;
  readonly scheduler: Scheduler;
  /** Writes `a.dag` and all that it names, or another one. */
  workflow(nodes: Readonly<Record<string, TestNode>>, name?: string): string;
  submit(token: string, file?: string): Promise<void>;
  observe(token: string): Promise<Observation>;
  /** The observation once the submission has ended. */
  end(token: string): Promise<Observation>;
  /** Lines of a file in the run directory, none when it does not exist. */
  lines(file: string): readonly string[];
  /** Writes an empty file that jobs wait for. */
  touch(file: string): void;
  records(token: string, name: string): JobRecords;
  supervisor(): number;
  /** Kills the supervisor as a power cut would. */
  killSupervisor(): Promise<void>;
}

/** A new {@link Lab}. */
export function openLab(options: LocalOptions = {}): Lab {
  const directory = mkdtempSync(join(tmpdir(), "asimov-local-"));
  const state = join(directory, "state");
  const all: LocalOptions = { directory: state, slots: 2, pollSeconds: 0.1, idleSeconds: 30, graceSeconds: 0.5, ...options };
  const scheduler = localScheduler(all);
  const paths = statePaths(state);
  onTestFinished(() => close(directory));
  const lab: Lab = {
    directory,
    options: all,
    scheduler,
    workflow: (nodes, name = "a.dag") => writeWorkflow(join(directory, name), nodes),
    submit: async (token, file = join(directory, "a.dag")) => {
      await scheduler.submit({ token, name: `test/${token}`, file, directory });
    },
    observe: async (token) => (await scheduler.query([token]))[0]!,
    end: async (token) => {
      await until(async () => !["queued", "running"].includes((await lab.observe(token)).state), 15);
      return lab.observe(token);
    },
    lines: (file) => (existsSync(join(directory, file)) ? readFileSync(join(directory, file), "utf8").split("\n").slice(0, -1) : []),
    touch: (file) => writeFileSync(join(directory, file), ""),
    records: (token, name) => readJobRecords(join(paths.workflows, token, "jobs", name)),
    supervisor: () => supervisorIn(paths.directory)!.pid,
    killSupervisor: async () => {
      process.kill(lab.supervisor(), "SIGKILL");
      await until(() => supervisorIn(paths.directory) === undefined);
    },
  };
  return lab;
}

/** Waits until `condition` holds, at most `seconds`. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${condition.toString()}`);
    await delay(10);
  }
}

/** Whether process `pid` can still do anything. */
export function lives(pid: number): boolean {
  const identity = identify(pid);
  return identity !== undefined && liveness(identity) === "alive";
}

/** A shell command that waits for a file of the run directory, but not for ever. */
export function waitFor(file: string): string {
  return `n=0; while [ ! -e ${file} ] && [ $n -lt 2000 ]; do sleep 0.02; n=$((n+1)); done`;
}

export { localStatus };

/** The supervisor of a state directory, if one lives. */
export function supervisorIn(directory: string): ProcessIdentity | undefined {
  const { identity } = (readJson(statePaths(directory).supervisor) ?? {}) as Partial<SupervisorRecord>;
  return identity && liveness(identity) === "alive" ? identity : undefined;
}

/** The jobs of the submission `token`. */
export async function jobsOf(token: string, options: LocalOptions): Promise<readonly SubmittedJob[]> {
  return (await localScheduler(options).jobs!(token)).jobs;
}

function writeWorkflow(file: string, nodes: Readonly<Record<string, TestNode>>): string {
  const directory = dirname(file);
  const lines: string[] = [];
  for (const [name, { run, parents = [], retries, submit = [] }] of Object.entries(nodes)) {
    writeFileSync(join(directory, `${name}.sh`), `#!/bin/sh\n${run}\n`, { mode: 0o755 });
    const given = [`executable = ./${name}.sh`, `output = logs/${name}.out`, `error = logs/${name}.err`, ...submit, "queue"];
    writeFileSync(join(directory, `${name}.sub`), `${given.join("\n")}\n`);
    lines.push(`JOB ${name} ${name}.sub`);
    if (retries !== undefined) lines.push(`RETRY ${name} ${retries}`);
    if (parents.length > 0) lines.push(`PARENT ${parents.join(" ")} CHILD ${name}`);
  }
  // Parents must be declared before they are named.
  const sorted = [...lines.filter((line) => line.startsWith("JOB")), ...lines.filter((line) => !line.startsWith("JOB"))];
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, `${sorted.join("\n")}\n`);
  return file;
}

async function close(directory: string): Promise<void> {
  // Also those that wait for the lock, and would be the next.
  for (let left = supervisorsIn(directory); left.length > 0; left = supervisorsIn(directory)) {
    for (const pid of left) process.kill(pid, "SIGKILL");
    await until(() => !left.some(lives));
  }
  const tries = globSync(join(directory, "state*/workflows/*/jobs/*"));
  const leaders = tries.flatMap((tried) => readJobRecords(tried).leader ?? []);
  for (const leader of leaders) if (groupLives(leader)) process.kill(-leader.pid, "SIGKILL");
  await until(() => !leaders.some(groupLives));
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

function supervisorsIn(directory: string): readonly number[] {
  return globSync("/proc/[0-9]*/cmdline")
    .filter((file) => [join(directory, "state"), "supervisor-main"].every((part) => readIfLives(file).includes(part)))
    .map((file) => Number(file.split("/")[2]))
    .filter(lives);
}

function readIfLives(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It ended since its name was read.
    return "";
  }
}
