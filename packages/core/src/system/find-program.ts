import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { AsimovError, systemCode } from "./errors.ts";

/** Absolute path of a program: a path relative to `cwd`, or a name on the PATH of `env`. Throws `COMMAND_NOT_FOUND`. */
export function findProgram(command: string, cwd?: string, env: Readonly<Record<string, string | undefined>> = process.env): string {
  const candidates = command.includes("/")
    ? [resolve(cwd ?? ".", command)]
    : (env["PATH"] ?? "").split(delimiter).flatMap((directory) => (directory === "" ? [] : [join(directory, command)]));
  const found = candidates.find(isProgram);
  if (found !== undefined) return found;
  throw new AsimovError("COMMAND_NOT_FOUND", {
    message: `there is no program "${command}"`,
    remedy: "Check that it is installed and that its directory is on PATH.",
  });
}

/** Whether `file` is a file that may be executed. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch (error) {
    if (systemCode(error) !== undefined) return false;
    throw error;
  }
}
