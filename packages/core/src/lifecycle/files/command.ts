import { writeFileSync, existsSync } from "node:fs";

import { runCommand } from "../../system/index.ts";

/** One call of a command that fetches a file. */
interface SourceCall {
  readonly id: string;
  /** Absolute path of the file to be written. */
  readonly file: string;
  readonly cwd: string;
  /** Seconds. */
  readonly timeout: number;
}

const mostCharacters = 1 << 28;

/**
 * Runs a command that the configuration names as a source of files, without a shell: the argument `{id}` stands for the id, which is the last argument
 * where there is none, and `{file}` for the path to write; without it what it prints is the file. Returns why there is no file.
 */
export async function runSource(command: readonly string[], { id, file, cwd, timeout }: SourceCall): Promise<string | undefined> {
  const [program = "", ...rest] = command;
  const words = rest.includes("{id}") ? rest : [...rest, "{id}"];
  const args = words.map((word) => (word === "{id}" ? id : word === "{file}" ? file : word));
  const { exitCode, stdout, stderr, timedOut } = await runCommand(program, args, { cwd, timeout, guard: true, keep: mostCharacters });
  const said = stderr.trim().split("\n").at(-1) ?? "";
  if (timedOut) return `${program} took longer than ${timeout} s (monitor.hook timeout)`;
  if (exitCode !== 0) return `${program} ended with exit code ${exitCode}${said === "" ? "" : `: ${said}`}`;
  if (rest.includes("{file}")) return existsSync(file) ? undefined : `${program} did not write ${file}`;
  if (stdout === "") return `${program} printed nothing`;
  if (stdout.length >= mostCharacters || stdout.includes("\uFFFD"))
    return `${program} printed what is no text of less than ${mostCharacters} characters; let it write {file}`;
  writeFileSync(file, stdout);
  return undefined;
}
