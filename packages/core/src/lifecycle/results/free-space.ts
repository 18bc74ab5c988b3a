import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";

import { directoriesOf, type Project } from "../../project/index.ts";
import { fileSystemOf, type FileSystem } from "../../system/index.ts";

/** A file system that the project writes to. */
export interface FreeSpace extends FileSystem {
  /** The directory of the project that lies on it. */
  readonly directory: string;
}

/** The file systems of the directories of a project, each once. Quotas of users are not known where the file system does not count them as full. */
export function freeSpace({ directory, config }: Pick<Project, "directory" | "config">): readonly FreeSpace[] {
  const { working, results, logs, checkouts, pages, asimov } = directoriesOf(directory, config.directories);
  const there = [working, results, logs, checkouts, pages, asimov].map(nearestExisting);
  const byDevice = new Map(there.toReversed().map((path) => [statSync(path).dev, path]));
  return [...byDevice.values()].map((path) => ({ directory: path, ...fileSystemOf(path) }));
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
