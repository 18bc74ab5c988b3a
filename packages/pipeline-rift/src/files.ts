import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { AsimovError } from "@asimov-gw/core/pipeline";

/** A path of the settings as an absolute one: relative paths start at the project directory. Addresses such as `osdf://...` stay. */
export function absolute(path: string, projectDirectory: string): string {
  return /^[a-z][a-z0-9+.-]*:\/?\//i.test(path) ? path : resolve(projectDirectory, path);
}

/** A file that the settings, or another analysis, name. */
export interface NamedFile {
  readonly key: string;
  readonly file: string;
}

/** Throws `DATA_FILE_MISSING` with all of the files that do not exist, `PATH_UNSAFE` with those that RIFT can't handle. */
export function checkFiles(files: readonly NamedFile[], projectDirectory: string): void {
  const missing = files.filter(({ file }) => !/:\/?\//.test(file) && !existsSync(file));
  if (missing.length > 0) {
    throw new AsimovError("DATA_FILE_MISSING", {
      message: missing.map(({ key, file }) => `"${key}" names a file that does not exist: ${file}`).join("\n"),
      remedy: `Put the file there or change the setting; relative paths start at the project directory, ${projectDirectory}.`,
    });
  }
  checkPaths(files);
}

/** Throws `PATH_UNSAFE` for paths that come out as something else when RIFT pastes them into the commands of a shell. */
export function checkPaths(files: readonly NamedFile[]): void {
  const unsafe = files.filter(({ file }) => !/^[\w@%+=:,./~-]+$/.test(file));
  if (unsafe.length === 0) return;
  throw new AsimovError("PATH_UNSAFE", {
    message: unsafe.map(({ key, file }) => `${key} has characters in its path that RIFT's programs can't handle: ${file}`).join("\n"),
    remedy: "RIFT pastes paths unquoted into shell commands: use one of letters, digits and . _ - only.",
  });
}
