import { basename, join } from "node:path";

import type { Container, JobDescription } from "../workflow/index.ts";
import { containerProgram, inContainer } from "./container.ts";
import type { SubmittedEnvironment, Variables } from "./environment.ts";
import { findProgram } from "./programs.ts";
import { transferWords } from "./transfer.ts";

/** How a job is started. */
export interface Launch {
  readonly wrapper: string;
  /** Where its records go. */
  readonly directory: string;
  /** The name under which it is claimed there. */
  readonly claim: string;
  readonly job: JobDescription;
  readonly environment: Variables;
  readonly submitted: SubmittedEnvironment;
  /** The directory that it runs in where it has one of its own. */
  readonly scratch: string;
  /** Keeps what is in its output files, and in its scratch directory. */
  readonly append: boolean;
}

/** The command that runs a job under its wrapper: see `assets/job.sh`. */
export function wrapperCommand({ wrapper, directory, claim, job, environment, submitted, scratch, append }: Launch): readonly string[] {
  const files = [job.stdin, job.stdout, job.stderr].map((file) => file ?? "/dev/null");
  const at = job.transfer ? scratch : job.directory;
  const words = job.transfer ? transferWords(job, job.transfer, scratch) : [];
  const before = beforeCommand(job, at);
  const command = job.container
    ? containedCommand(job, job.container, at, containerProgram(environment, submitted))
    : [programOf(job, at, environment), ...job.arguments];
  const counted = (group: readonly string[]): readonly string[] => [String(group.length), ...group];
  const how = [append ? "append" : "truncate", String(job.successExitCode ?? 0)];
  const groups = [words, job.mustWrite ?? [], before].flatMap(counted);
  return ["/bin/sh", wrapper, directory, claim, at, ...files, ...how, ...groups, ...command];
}

function containedCommand(job: JobDescription, container: Container, at: string, apptainer: string | undefined): readonly string[] {
  // What is not brought along is looked for inside, on the PATH there.
  const program = job.transfer?.executable ? join(container.target ?? at, basename(job.executable)) : job.executable;
  return inContainer(apptainer ?? "apptainer", container, at, [program, ...job.arguments]);
}

function programOf(job: JobDescription, at: string, environment: Variables): string {
  return job.transfer?.executable ? join(at, basename(job.executable)) : (findProgram(job.executable, environment["PATH"]) ?? job.executable);
}

// HTCondor's `+PreCmd`, in both spellings of its arguments: builders make directories and empty outputs by it.
function beforeCommand({ extra }: JobDescription, at: string): readonly string[] {
  const attribute = (name: string): string => (extra[`my.${name}`] ?? "").replace(/^"(.*)"$/s, "$1").trim();
  const command = attribute("precmd");
  if (command === "") return [];
  return [command.startsWith("/") ? command : join(at, command), ...(attribute("prearguments") || attribute("preargs")).split(/\s+/).filter(Boolean)];
}
