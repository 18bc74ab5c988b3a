import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import {
  AsimovError,
  apiVersion,
  type AnalysisView,
  type PipelineContext,
  type RenderedConfig,
  type RunOptions,
  type RunResult,
} from "@asimov-gw/core/pipeline";

import { renderTemplate } from "../../core/src/pipeline/template/index.ts";
import { Bilby } from "../src/bilby.ts";

/** What a test says of its surroundings; the rest is made up. */
export interface Surroundings {
  readonly analysis?: Partial<AnalysisView>;
  readonly accounting?: { readonly group?: string; readonly user?: string };
  readonly prefix?: string;
  readonly run?: (command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;
}

/** A bilby pipeline in surroundings of a test's own, with the messages that it logs. */
export function bilbyIn({ analysis = {}, accounting = {}, prefix = "/opt/bilby", run = runProgram }: Surroundings = {}): Bilby {
  const environment = { prefix, accounting, find: (program: string) => join(prefix, "bin", program) };
  const view: AnalysisView = {
    name: "pe",
    slug: "pe",
    address: "GW150914/pe",
    subject: "GW150914",
    pipeline: "bilby",
    attempt: 1,
    settings: {},
    needs: [],
    analyses: [],
    subjects: [],
    inputs: {},
    psds: {},
    runDirectory: "/project/working/GW150914/pe",
    configFile: "/project/checkouts/GW150914/pe.ini",
    projectDirectory: "/project",
    pagesDirectory: "/project/pages/GW150914/pe",
    ...analysis,
    makeConfig: async () =>
      renderTemplate(await readFile(Bilby.template, "utf8"), { settings: view.settings, analysis: view, pipeline: bilby, environment }),
  };
  const context: PipelineContext = {
    apiVersion,
    analysis: view,
    environment,
    log: { info: () => undefined, warn: () => undefined },
    run,
    publishPages: () => Promise.reject(new Error("not here")),
    submitWorkflow: () => Promise.reject(new Error("not here")),
    submitJob: () => Promise.reject(new Error("not here")),
    byDefault: () => Promise.resolve(undefined),
  };
  const bilby = new Bilby(context);
  return bilby;
}

/** The config file of an analysis with these surroundings. */
export function configOf(surroundings: Surroundings): Promise<RenderedConfig> {
  return bilbyIn(surroundings).analysis.makeConfig();
}

/** One option's line of a config file, without its name; undefined when it is not there. */
export function option(config: RenderedConfig, name: string): string | undefined {
  return config.text
    .split("\n")
    .find((line) => line.startsWith(`${name} = `))
    ?.slice(name.length + 3);
}

/** The code and message that `work` is refused with. */
export async function refusal(work: () => unknown): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AsimovError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("it was not refused");
}

/** Runs a program as core does. */
export function runProgram(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const env = { ...process.env, ...options.environment };
  return new Promise((resolve) => {
    execFile(command, [...args], { cwd: options.directory, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 127;
      resolve({ exitCode, stdout, stderr: error !== null && exitCode === 127 ? `${stderr}${error.message}` : stderr, seconds: 0 });
    });
  });
}

/** PATH with `prefix`/bin first. */
export function pathWith(prefix: string): string {
  return [join(prefix, "bin"), process.env["PATH"] ?? ""].join(delimiter);
}
