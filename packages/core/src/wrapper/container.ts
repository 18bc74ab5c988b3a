import type { Container } from "../workflow/index.ts";
import type { SubmittedEnvironment, Variables } from "./environment.ts";
import { findProgram } from "./programs.ts";

/** The program that runs a job with this environment in its container, on its own PATH or on that of its submitter; undefined where there is none. */
export function containerProgram(environment: Variables, { apptainer }: SubmittedEnvironment): string | undefined {
  return findProgram("apptainer", environment["PATH"]) ?? apptainer;
}

/**
 * The command by which `command` runs in a container, as HTCondor has it: with the job's whole environment, its directory bound to its place inside,
 * and everything else of the machine as apptainer is configured.
 */
export function inContainer(program: string, { image, target }: Container, directory: string, command: readonly string[]): readonly string[] {
  const inside = target ?? directory;
  return [program, "exec", "--bind", `${directory}:${inside}`, "--pwd", inside, "--no-home", image, ...command];
}
