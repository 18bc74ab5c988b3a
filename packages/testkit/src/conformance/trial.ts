import type { Observation, Scheduler, SchedulerState, SubmissionRequest } from "@asimov-gw/core/scheduler";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** One thing that a scheduler must do. */
export interface SchedulerCheck {
  /** For people: what it must do. */
  readonly name: string;
  /** Throws when it does not. Returns false where the engine can't be asked for it, as with `setDown` not given. */
  readonly check: (options: SchedulerConformanceOptions) => Promise<boolean>;
}

/** A scheduler to be checked. */
export interface SchedulerConformanceOptions {
  /** The scheduler. Called again it gives one that knows only what the engine knows, as in another process. */
  readonly open: () => Scheduler | Promise<Scheduler>;
  /** Absolute path of a directory that its jobs see too; each check takes a new one in it. */
  readonly directory: string;
  /** Lets an engine that does not go on by itself take a step; called while a check waits. */
  readonly step?: (() => Promise<void>) | undefined;
  /** Makes the engine answer nothing, or again. */
  readonly setDown?: ((isDown: boolean) => Promise<void>) | undefined;
  /** How long something may take before that counts as never; 60 when not given. */
  readonly seconds?: number | undefined;
}

/** A job of a workflow of a check, as a shell text. */
interface TrialNode {
  readonly name: string;
  readonly run: string;
  readonly parents?: readonly string[];
  readonly retries?: number;
}

/** One check at work. */
export interface SchedulerTrial {
  scheduler: Scheduler;
  readonly options: SchedulerConformanceOptions;
  readonly token: string;
  /** Writes a workflow of these jobs, and returns the request for it. */
  request(nodes: readonly TrialNode[], more?: Partial<SubmissionRequest>): SubmissionRequest;
  /** Absolute path of a file of the check, in which its jobs run. */
  path(name: string): string;
  /** The lines of a file, none when it does not exist. */
  lines(name: string): readonly string[];
  /** Makes a file that jobs wait for. */
  touch(name: string): void;
  see(token?: string): Promise<Observation>;
  /** Waits until the submission is in one of these states. */
  until(...states: readonly SchedulerState[]): Promise<Observation>;
  wait(what: string, condition: () => boolean | Promise<boolean>): Promise<void>;
}

let count = 0;

/** A check of this name that runs `action` in a new trial. */
export function schedulerCheck(name: string, action: (trial: SchedulerTrial) => Promise<boolean | void>): SchedulerCheck {
  return { name, check: async (options) => (await action(await newTrial(options))) !== false };
}

async function newTrial(options: SchedulerConformanceOptions): Promise<SchedulerTrial> {
  const { open, directory: parent, seconds = 60, step = async () => delay(50) } = options;
  const token = `conformance-${process.pid}-${++count}`;
  const directory = join(parent, token);
  mkdirSync(directory, { recursive: true });
  const path = (name: string): string => join(directory, name);
  const trial: SchedulerTrial = {
    scheduler: await open(),
    options,
    token,
    request: (nodes, more = {}) => ({ token, name: "conformance", file: writeDag(directory, nodes), directory, ...more }),
    path,
    lines: (name) => (existsSync(path(name)) ? readFileSync(path(name), "utf8").split("\n").filter(Boolean) : []),
    touch: (name) => writeFileSync(path(name), ""),
    see: async (one = token) => (await trial.scheduler.query([one]))[0]!,
    until: async (...states) => {
      let seen = await trial.see();
      await trial.wait(states.join(" or "), async () => states.includes((seen = await trial.see()).state));
      return seen;
    },
    wait: async (what, condition) => {
      const deadline = performance.now() + seconds * 1000;
      while (!(await condition())) {
        if (performance.now() > deadline) throw new Error(`waited ${seconds} s for: ${what}`);
        await step();
      }
    },
  };
  return trial;
}

function writeDag(directory: string, nodes: readonly TrialNode[]): string {
  const lines: string[] = [];
  for (const { name, run, parents = [], retries = 0 } of nodes) {
    writeFileSync(join(directory, `${name}.sh`), `${run}\n`);
    const submit = [
      "executable = /bin/sh",
      `arguments = ${name}.sh`,
      `output = ${name}.out`,
      `error = ${name}.err`,
      `log = ${name}.log`,
      "request_memory = 100MB",
      "queue",
    ];
    writeFileSync(join(directory, `${name}.sub`), `${submit.join("\n")}\n`);
    lines.push(
      `JOB ${name} ${name}.sub`,
      ...(retries > 0 ? [`RETRY ${name} ${retries}`] : []),
      ...parents.map((parent) => `PARENT ${parent} CHILD ${name}`),
    );
  }
  const file = join(directory, "run.dag");
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}
