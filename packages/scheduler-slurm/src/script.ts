import type { JobDescription } from "@asimov-gw/core/workflow";
import type { Variables } from "@asimov-gw/core/wrapper";

import type { SlurmSettings } from "./settings.ts";

/** What `assets/task.sh` reads to run a job: where its records go, and `command` with the environment that is its own. */
export function launchText(record: string, environment: Variables, command: readonly string[]): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return `record=${quote(record)}\nset -- ${[...variables, ...command].map(quote).join(" ")}\n`;
}

/** The options by which `sbatch` is told what a job needs; jobs with the same ones may share an array. Throws a {@link RequestError}. */
export function requestOptions(job: JobDescription, settings: SlurmSettings): readonly string[] {
  const { cpus, memory } = job.request;
  const gpus = wholeNumber(job, "request_gpus");
  const seconds = secondsOf(job, settings);
  return [
    "--nodes=1",
    "--ntasks=1",
    // A script asks for none.
    `--cpus-per-task=${Math.max(1, Math.ceil(cpus))}`,
    ...(memory === undefined ? [] : [`--mem=${Math.ceil(memory)}M`]),
    ...(gpus === undefined || gpus === 0 ? [] : [`--gres=gpu:${gpus}`]),
    ...(seconds === undefined ? [] : [`--time=${Math.max(1, Math.ceil(seconds / 60))}`]),
    ...siteOptions(settings),
  ];
}

const named = ["partition", "qos", "account", "constraint", "reservation"] as const;

/** The options that a site wants, with which everything is submitted. */
export function siteOptions(settings: Pick<SlurmSettings, (typeof named)[number]>): readonly string[] {
  return named.flatMap((name) => (settings[name] === undefined ? [] : [`--${name}=${settings[name]}`]));
}

/** The options of every submission. Where a node fails, the job is the runner's to run again: Slurm never does that by itself. */
export const constantOptions: readonly string[] = [
  "--parsable",
  "--no-requeue",
  // What the tools run with has next to no variables. Without any, Slurm would ask a login shell of the user for some.
  "--export=ALL",
  "--chdir=/",
  // The wrapper writes the files of the job itself.
  "--output=/dev/null",
];

/** A path as it is written in `--output`, where `%` begins a pattern. */
export function outputPath(path: string): string {
  return path.replaceAll("%", "%%");
}

/** What a job asks for cannot be understood; its message tells why. */
export class RequestError extends Error {}

// Seconds, as the pools that know these commands have them.
const durations = ["allowed_execute_duration", "allowed_job_duration", "request_runtime", "my.requestruntime", "my.maxruntime"];

/** Seconds that a job is given: what it got for having run out of them, what it asks for, or what all are given. Throws a {@link RequestError}. */
export function secondsOf(job: JobDescription, { minutes }: Pick<SlurmSettings, "minutes">): number | undefined {
  const asked = durations.flatMap((name) => wholeNumber(job, name) ?? []);
  return job.request.time ?? (asked.length > 0 ? Math.min(...asked) : minutes && minutes * 60);
}

function wholeNumber({ extra }: JobDescription, name: string): number | undefined {
  const text = extra[name]?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new RequestError(`${name.replace(/^my\./, "+")} must be a whole number to be asked of Slurm, not ${JSON.stringify(text)}`);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
