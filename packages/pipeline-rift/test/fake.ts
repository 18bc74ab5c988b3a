import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

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
import { Rift } from "../src/rift.ts";

/** What a test says of its surroundings; the rest is made up. */
export interface Surroundings {
  readonly analysis?: Partial<AnalysisView>;
  readonly accounting?: { readonly group?: string; readonly user?: string };
  readonly prefix?: string;
  readonly run?: (command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;
  /** Gets what the pipeline tells. */
  readonly told?: string[];
}

/** A RIFT pipeline in surroundings of a test's own. */
export function riftIn({ analysis = {}, accounting = {}, prefix = "/opt/rift", run = runProgram, told = [] }: Surroundings = {}): Rift {
  const environment = { prefix, accounting, find: (program: string) => join(prefix, "bin", program) };
  const tell = (message: string): void => void told.push(message);
  const view: AnalysisView = {
    name: "pe",
    slug: "pe",
    address: "GW150914/pe",
    subject: "GW150914",
    pipeline: "rift",
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
      renderTemplate(await readFile(Rift.template, "utf8"), { settings: view.settings, analysis: view, pipeline: rift, environment }),
  };
  const context: PipelineContext = {
    apiVersion,
    analysis: view,
    environment,
    log: { info: tell, warn: tell },
    run,
    publishPages: () => Promise.reject(new Error("not here")),
    submitWorkflow: () => Promise.reject(new Error("not here")),
    submitJob: () => Promise.reject(new Error("not here")),
    byDefault: () => Promise.resolve(undefined),
  };
  const rift = new Rift(context);
  return rift;
}

/** The config file of an analysis with these surroundings. */
export function configOf(surroundings: Surroundings): Promise<RenderedConfig> {
  return riftIn(surroundings).analysis.makeConfig();
}

/** One option's line of a section of a config file, without its name; undefined when it is not there. */
export function option({ text }: RenderedConfig, name: string, section = "rift-pseudo-pipe"): string | undefined {
  const lines = text.split("\n");
  const rest = lines.slice(lines.indexOf(`[${section}]`) + 1);
  const end = rest.findIndex((line) => line.startsWith("["));
  return (end === -1 ? rest : rest.slice(0, end)).find((line) => line.startsWith(`${name} = `))?.slice(name.length + 3);
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
