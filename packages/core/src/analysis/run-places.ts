import { basename, dirname, relative, sep } from "node:path";

import type { Ledger } from "../ledger/index.ts";
import type { ProjectDirectories } from "../project/index.ts";
import { AsimovError, type Place } from "../system/index.ts";
import { ancestors, folderOf, type RunPlace } from "./run-place.ts";

/** Finds those of many run directories that are the same as another one, in it or around it, in one step each. */
export class RunPlaces {
  readonly #at = new Map<string, RunPlace[]>();
  readonly #below = new Map<string, RunPlace>();

  constructor(places: Iterable<RunPlace>) {
    for (const place of places) {
      const here = this.#at.get(place.directory) ?? [];
      // Two are enough: one of them is another one, whoever asks.
      if (here.length < 2) this.#at.set(place.directory, [...here, place]);
      for (const above of ancestors(place.directory)) if (!this.#below.has(above)) this.#below.set(above, place);
    }
  }

  /** One of another analysis that has files in common with that of this one. */
  meeting({ address, directory }: RunPlace): RunPlace | undefined {
    const same = this.#at.get(directory)?.find((other) => other.address !== address);
    return same ?? this.#below.get(directory) ?? ancestors(directory).flatMap((above) => this.#at.get(above) ?? [])[0];
  }
}

/** The error where a document names a directory to run in that is in, or around, what is not for that: `RUN_DIRECTORY_RESERVED`. `remedy` as below. */
export function reservedRunPlace(
  ledger: Ledger,
  directories: ProjectDirectories,
  place: RunPlace,
  at: Place | string,
  remedy?: string,
): AsimovError | undefined {
  if (place.directory === place.usual) return undefined;
  const what = reservedAt(ledger, directories, place);
  if (what === undefined) return undefined;
  return new AsimovError("RUN_DIRECTORY_RESERVED", {
    message: `${place.address} would run in ${shown(directories, place.directory)}, ${what}`,
    at,
    remedy: remedy ?? withoutRundir(directories, place),
  });
}

/** The error for two analyses that would have files in common: `RUN_DIRECTORY_SHARED`; what to do about it in `remedy`, where it is not to name another one. */
export function sharedRunPlace(
  directories: ProjectDirectories,
  place: RunPlace,
  other: Pick<RunPlace, "address" | "directory">,
  at: Place | string,
  remedy?: string,
): AsimovError {
  const how =
    place.directory === other.directory
      ? `where ${other.address} runs`
      : `${isIn(place.directory, other.directory) ? "inside of" : "around"} ${shown(directories, other.directory)}, where ${other.address} runs`;
  const message = `${place.address} would run in ${shown(directories, place.directory)}, ${how}`;
  const another =
    place.directory === place.usual ? `Give ${other.address} another rundir, or this one a rundir of its own.` : withoutRundir(directories, place);
  return new AsimovError("RUN_DIRECTORY_SHARED", { message, at, remedy: remedy ?? another });
}

function withoutRundir(directories: ProjectDirectories, { usual }: RunPlace): string {
  const example = shown(directories, usual);
  return `Take its rundir out, and it runs in ${example}; or name a directory that is nobody's, such as rundir: ${example.replace(/^[^/]+/, "runs")}`;
}

function reservedAt(ledger: Ledger, directories: ProjectDirectories, { directory, usual }: RunPlace): string | undefined {
  const { project, asimov, working, checkouts, results, logs } = directories;
  if (directory === project || isIn(project, directory)) return "which holds the whole project";
  const isFolder = dirname(directory) === working && (directory === dirname(usual) || isFolderOf(ledger, basename(directory)));
  if (directory === working || isIn(working, directory) || isFolder) return "which holds the run directories of others";
  const kept = [asimov, checkouts, results, logs].find((one) => directory === one || isIn(directory, one) || isIn(one, directory));
  // Whoever configures one of these around the working directory means that.
  return kept === undefined || isIn(working, kept) ? undefined : `and ${shown(directories, kept)} is for something else`;
}

function isFolderOf(ledger: Ledger, name: string): boolean {
  return name === folderOf({ subjectSlug: undefined }) || ledger.get("SELECT 1 FROM subjects WHERE slug = ?", name) !== undefined;
}

function isIn(directory: string, other: string): boolean {
  return directory.startsWith(other.endsWith(sep) ? other : other + sep);
}

function shown({ project }: ProjectDirectories, directory: string): string {
  return isIn(directory, project) ? relative(project, directory) : directory;
}
