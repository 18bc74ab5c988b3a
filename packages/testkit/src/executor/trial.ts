import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { JobDescription, JobExecutor, JobKey, JobReport, JobStart } from "@asimov-gw/core/workflow";

/** One thing that an executor must do. */
export interface ExecutorCheck {
  /** For people: what it must do. */
  readonly name: string;
  /** Throws when it does not. */
  readonly check: (options: ConformanceOptions) => Promise<void>;
}

/** An executor to be checked. */
export interface ConformanceOptions {
  /**
   * An executor for jobs of the submission `token`, whose submitter has the variables `environment`. Called again with the same token it gives one that knows only what the one before has left behind, as
   * after the end of its process, at any moment.
   */
  readonly open: (token: string, environment: Readonly<Record<string, string>>) => Promise<JobExecutor>;
  /** Absolute path of a directory that the jobs see too; each check takes a new one in it. */
  readonly directory: string;
  /** How long a job may take to start or end before that counts as never; 60 when not given. */
  readonly seconds?: number | undefined;
}

/** One check at work. */
export interface Trial {
  executor: JobExecutor;
  /** A job of this shell text. */
  request(text: string, more?: Partial<JobDescription>, key?: Partial<JobKey>): JobStart;
  /** Absolute path of a file of the check. */
  path(name: string): string;
  /** What is in a file, nothing when it does not exist. */
  read(name: string): string;
  /** Makes a file that jobs wait for. */
  touch(name: string): void;
  report(key: JobKey): Promise<JobReport>;
  /** How the job ended, once it has. */
  end(key: JobKey): Promise<Extract<JobReport, { readonly state: "ended" }>["outcome"]>;
  until(what: string, condition: () => boolean | Promise<boolean>): Promise<void>;
  /** Goes on with another executor, as after a crash. */
  restart(): Promise<void>;
}

/** What the submitter of every check has in the environment, for jobs that inherit it. */
export const submitterVariables: Readonly<Record<string, string>> = { CONFORMANCE_ONE: "one", CONFORMANCE_TWO: "two" };

let count = 0;

/** A check of this name that runs `action` in a new trial. */
export function executorCheck(name: string, action: (trial: Trial) => Promise<void>): ExecutorCheck {
  return { name, check: async (options) => action(await newTrial(options)) };
}

/** Starts a job and waits for its end. */
export async function run(trial: Trial, request: JobStart): ReturnType<Trial["end"]> {
  await trial.executor.start(request);
  return trial.end(request.key);
}

async function newTrial({ open, directory: parent, seconds = 60 }: ConformanceOptions): Promise<Trial> {
  const token = `conformance-${process.pid}-${++count}`;
  const directory = join(parent, token);
  mkdirSync(directory, { recursive: true });
  const path = (name: string): string => join(directory, name);
  const trial: Trial = {
    executor: await open(token, submitterVariables),
    request: (text, more = {}, key = {}) => ({
      key: { token, node: "node", try: 1, part: 0, run: 1, ...key },
      job: { ...plainJob, executable: "/bin/sh", arguments: ["-c", text], directory, stdout: path("out"), stderr: path("err"), ...more },
      continues: false,
    }),
    path,
    read: (name) => (existsSync(path(name)) ? readFileSync(path(name), "utf8") : ""),
    touch: (name) => writeFileSync(path(name), ""),
    report: async (key) => (await trial.executor.reports([key]))[0]!,
    end: async (key) => {
      for (;;) {
        const report = await trial.report(key);
        if (report.state === "ended") return report.outcome;
        if (report.state === "held") throw new Error(`the job is held: ${report.reason}`);
        await trial.until("the job to end", async () => (await trial.report(key)).state !== report.state);
      }
    },
    until: async (what, condition) => {
      const deadline = performance.now() + seconds * 1000;
      while (!(await condition())) {
        if (performance.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
        await delay(20);
      }
    },
    restart: async () => {
      trial.executor = await open(token, submitterVariables);
    },
  };
  return trial;
}

const plainJob: JobDescription = {
  process: 0,
  executable: "/bin/true",
  arguments: [],
  environment: {},
  inherit: "none",
  directory: "/",
  request: { cpus: 1 },
  priority: 0,
  extra: {},
};
