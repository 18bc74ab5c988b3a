import type { Container } from "../../workflow/index.ts";
import { findProgram } from "./programs.ts";

/** The program that runs jobs in containers, on the PATH of the job or on that of this process; undefined where it is not installed. */
export function containerProgram(path: string | undefined): string | undefined {
  return findProgram("apptainer", path) ?? findProgram("apptainer", process.env["PATH"]);
}

/**
 * The command by which `command` runs in a container, as HTCondor has it: with the job's whole environment, its directory bound to its place inside,
 * and everything else of the machine as apptainer is configured.
 */
export function inContainer(program: string, { image, target }: Container, directory: string, command: readonly string[]): readonly string[] {
  const inside = target ?? directory;
  return [program, "exec", "--bind", `${directory}:${inside}`, "--pwd", inside, "--no-home", image, ...command];
}
