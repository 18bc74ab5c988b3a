import { basename, dirname, relative } from "node:path";

import type { Ledger } from "../ledger/index.ts";
import type { ProjectDirectories } from "../project/index.ts";
import { AsimovError, type Place } from "../system/index.ts";
import { isIn, type RunLinks } from "./run-links.ts";
import { ancestors, folderOf, type RunPlace } from "./run-place.ts";

/** Finds those of many run directories that are the same as another one, in it or around it, as written or in truth, in one step each. */
export class RunPlaces {
  readonly #links: RunLinks;
  readonly #at = new Map<string, RunPlace[]>();
  readonly #below = new Map<string, RunPlace[]>();

  constructor(places: Iterable<RunPlace>, links: RunLinks) {
    this.#links = links;
    for (const place of places) for (const directory of this.#namesOf(place)) this.#add(directory, place);
  }

  /** One of another analysis that has files in common with that of this one. */
  meeting(place: RunPlace): RunPlace | undefined {
    return this.#namesOf(place)
      .map((directory) => this.#meeting(directory, place.address))
      .find((other) => other !== undefined);
  }

  #add(directory: string, place: RunPlace): void {
    note(this.#at, directory, place);
    for (const above of ancestors(directory)) note(this.#below, above, place);
  }

  #meeting(directory: string, address: string): RunPlace | undefined {
    const others = [
      ...(this.#at.get(directory) ?? []),
      ...(this.#below.get(directory) ?? []),
      ...ancestors(directory).flatMap((above) => this.#at.get(above) ?? []),
    ];
    return others.find((other) => other.address !== address);
  }

  #namesOf({ directory }: RunPlace): readonly string[] {
    const real = this.#links.real(directory);
    return real === directory ? [directory] : [directory, real];
  }
}

// Two are enough: one of them is another one, whoever asks.
function note(places: Map<string, RunPlace[]>, directory: string, place: RunPlace): void {
  const here = places.get(directory);
  if (!here) places.set(directory, [place]);
  else if (here.length < 2 && here[0]?.address !== place.address) here.push(place);
}

/** The error where a document names a directory to run in that is in, or around, what is not for that: `RUN_DIRECTORY_RESERVED`. `remedy` as below. */
export function reservedRunPlace(
  ledger: Ledger,
  directories: ProjectDirectories,
  links: RunLinks,
  place: RunPlace,
  at: Place | string,
  remedy?: string,
): AsimovError | undefined {
  if (place.directory === place.usual) return undefined;
  const what = reservedFor(ledger, directories, links, place);
  if (what === undefined) return undefined;
  return new AsimovError("RUN_DIRECTORY_RESERVED", {
    message: `${place.address} would run in ${shownWith(directories, links, place.directory)}, ${what}`,
    at,
    remedy: remedy ?? withoutRundir(directories, place),
  });
}

/** The error for two analyses that would have files in common: `RUN_DIRECTORY_SHARED`; what to do about it in `remedy`, where it is not to name another one. */
export function sharedRunPlace(
  directories: ProjectDirectories,
  links: RunLinks,
  place: RunPlace,
  other: Pick<RunPlace, "address" | "directory">,
  at: Place | string,
  remedy?: string,
): AsimovError {
  const message = `${place.address} would run in ${shownWith(directories, links, place.directory)}, ${howShared(directories, links, place.directory, other)}`;
  const another =
    place.directory === place.usual ? `Give ${other.address} another rundir, or this one a rundir of its own.` : withoutRundir(directories, place);
  return new AsimovError("RUN_DIRECTORY_SHARED", { message, at, remedy: remedy ?? another });
}

function withoutRundir(directories: ProjectDirectories, { usual }: RunPlace): string {
  const example = shown(directories, usual);
  return `Take its rundir out, and it runs in ${example}; or name a directory that is nobody's, such as rundir: ${example.replace(/^[^/]+/, "runs")}`;
}

function howShared(directories: ProjectDirectories, links: RunLinks, directory: string, other: Pick<RunPlace, "address" | "directory">): string {
  const runs = `where ${other.address} runs`;
  if (links.real(directory) === links.real(other.directory)) return runs;
  const isInside = isIn(directory, other.directory) || isIn(links.real(directory), links.real(other.directory));
  return `${isInside ? "inside of" : "around"} ${shownWith(directories, links, other.directory)}, ${runs}`;
}

function reservedFor(ledger: Ledger, directories: ProjectDirectories, links: RunLinks, place: RunPlace): string | undefined {
  for (const name of [...links.names(place.directory), ...links.inside(place.directory)]) {
    const found = reservedAt(ledger, directories, place.usual, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function reservedAt(ledger: Ledger, directories: ProjectDirectories, usual: string, directory: string): string | undefined {
  const { project, asimov, working, checkouts, results, logs, pages } = directories;
  if (directory === project || isIn(project, directory)) return "which holds the whole project";
  const isFolder = dirname(directory) === working && (directory === dirname(usual) || isFolderOf(ledger, basename(directory)));
  if (directory === working || isIn(working, directory) || isFolder) return "which holds the run directories of others";
  const kept = [asimov, checkouts, results, logs, pages].find((one) => directory === one || isIn(directory, one) || isIn(one, directory));
  // Whoever configures one of these around the working directory means that.
  return kept === undefined || isIn(working, kept) ? undefined : `and ${shown(directories, kept)} is for something else`;
}

function isFolderOf(ledger: Ledger, name: string): boolean {
  return name === folderOf({ subjectSlug: undefined }) || ledger.get("SELECT 1 FROM subjects WHERE slug = ?", name) !== undefined;
}

function shown({ project }: ProjectDirectories, directory: string): string {
  return isIn(directory, project) ? relative(project, directory) : directory;
}

function shownWith(directories: ProjectDirectories, links: RunLinks, directory: string): string {
  const real = links.real(directory);
  const here = links.real(directories.project);
  const isPlain = real === directory || (isIn(directory, directories.project) && relative(directories.project, directory) === relative(here, real));
  if (isPlain) return shown(directories, directory);
  return `${shown(directories, directory)} (a link leads to ${isIn(real, here) ? relative(here, real) : real})`;
}
