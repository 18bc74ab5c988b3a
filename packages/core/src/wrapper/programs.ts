import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";

/** The absolute path of `program`: itself when it is a path, else the first executable file of that name on `path`. */
export function findProgram(program: string, path = ""): string | undefined {
  if (program.includes("/")) return program;
  return path
    .split(":")
    .filter((directory) => directory.startsWith("/"))
    .map((directory) => join(directory, program))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
