import { join, resolve } from "node:path";

import { defaultDirectories, type Config } from "./config.ts";

/** The directories of a project, as absolute paths. */
export interface ProjectDirectories extends Readonly<Record<keyof Config["directories"], string>> {
  readonly project: string;
  readonly asimov: string;
}

/** The directories of the project in `project`; those of one without a configuration where nothing else is said. */
export function directoriesOf(
  project: string,
  { working, checkouts, results, logs, pages }: Config["directories"] = defaultDirectories,
): ProjectDirectories {
  const below = (path: string): string => join(project, path);
  return {
    project,
    asimov: below(".asimov"),
    working: below(working),
    checkouts: below(checkouts),
    results: below(results),
    logs: below(logs),
    pages: resolve(project, pages),
  };
}
