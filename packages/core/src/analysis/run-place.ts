import { dirname, join, relative, resolve, sep } from "node:path";

import { isOddRunDirectory, saidRunDirectory, type Ledger, type Row } from "../ledger/index.ts";
import type { ProjectDirectories } from "../project/index.ts";
import type { Settings } from "../settings/index.ts";
import type { RunLinks } from "./run-links.ts";

/** Where an analysis runs; absolute paths. */
export interface RunPlace {
  /** Of the analysis. */
  readonly address: string;
  readonly directory: string;
  /** Where it runs if its document names no directory. */
  readonly usual: string;
}

/** An analysis as far as it matters for where it runs. */
export interface Runner {
  readonly address: string;
  readonly kind: string;
  readonly slug: string;
  /** Slug of its subject; undefined for a project analysis. */
  readonly subjectSlug: string | undefined;
}

/** The keys of a document that say where it runs, the winning one first; all but the first only of a project analysis. */
export const runPlaceKeys: readonly string[] = ["rundir", "working directory", "working_directory"];

/** Folder of the files of an analysis below each of the project's directories: that of its subject; project analyses share one. */
export function folderOf({ subjectSlug }: Pick<Runner, "subjectSlug">): string {
  return subjectSlug ?? "project-analyses";
}

/** Where an analysis runs: as its document says, else in a directory of its own. */
export function runPlace(directories: ProjectDirectories, runner: Runner, content: Settings): RunPlace {
  const usual = join(directories.working, folderOf(runner), runner.slug);
  const said = content[(runner.kind === "project" ? runPlaceKeys : ["rundir"]).find((key) => (content[key] ?? null) !== null) ?? ""];
  return { address: runner.address, directory: typeof said === "string" ? resolve(directories.project, said) : usual, usual };
}

/** Whether documents of the ledger name any directory to run in. */
export function hasSaidRunPlaces(ledger: Ledger): boolean {
  return ledger.get(`SELECT 1 FROM analyses WHERE ${saidRunDirectory} IS NOT NULL LIMIT 1`) !== undefined;
}

/**
 * Where those analyses of the ledger run whose documents name this directory, one above or some of those below it, under any name of it; at most
 * `most` of each.
 */
export function saidRunPlacesNear(
  ledger: Ledger,
  directories: ProjectDirectories,
  links: RunLinks,
  directory: string,
  most: number,
): readonly RunPlace[] {
  const { project } = directories;
  const spellings = (path: string): readonly string[] => (path.startsWith(project + sep) ? [path, relative(project, path)] : [path]);
  const above = `${rows} WHERE ${saidRunDirectory} IN (SELECT value FROM json_each(?)) LIMIT ?`;
  const below = `${rows} WHERE ${saidRunDirectory} > ? AND ${saidRunDirectory} < ? LIMIT ?`;
  const names = links.names(directory);
  const inside = links.inside(directory);
  const found = [
    ...ledger.all(above, JSON.stringify([...new Set([...names.flatMap((name) => [name, ...ancestors(name)]), ...inside])].flatMap(spellings)), most),
    // What follows a slash is before what follows the character after it.
    ...[...names, ...inside].flatMap(spellings).flatMap((text) => ledger.all(below, `${text}/`, `${text}0`, most)),
  ];
  return found.map((row) => toPlace(directories, row));
}

/** Where those run whose documents name a directory in a way in which {@link saidRunPlacesNear} does not find it: few, as a rule. */
export function oddlySaidRunPlaces(ledger: Ledger, directories: ProjectDirectories): readonly RunPlace[] {
  return ledger.all(`${rows} WHERE ${isOddRunDirectory}`).map((row) => toPlace(directories, row));
}

/** The directories above one, the nearest first. */
export function ancestors(directory: string): readonly string[] {
  const above = dirname(directory);
  return above === directory ? [] : [above, ...ancestors(above)];
}

/** What else in the ledger runs where asimov puts it, at a directory that a document names, or to which a link leads, or around it. */
export function usualRunPlacesAt(
  ledger: Ledger,
  directories: ProjectDirectories,
  links: RunLinks,
  { address, directory, usual }: RunPlace,
): readonly RunPlace[] {
  const names = [...links.names(directory), ...links.inside(directory)].filter((name) => name !== usual);
  return names.flatMap((name) => {
    const [folder = "", slug] = relative(directories.working, name).split(sep);
    if (slug === undefined) return [];
    const ofSubject = folder === folderOf({ subjectSlug: undefined }) ? "subject_id IS NULL" : "s.slug = ?2";
    const row = ledger.get(`${rows} WHERE a.slug = ?1 AND ${ofSubject}`, slug, ...(ofSubject.includes("?") ? [folder] : []));
    const place = row && toPlace(directories, row);
    return place && place.directory === place.usual && place.address !== address ? [place] : [];
  });
}

const rows = `SELECT a.name, a.kind, a.slug, s.name AS subject, s.slug AS subject_slug, json_extract(content, '$.rundir') AS rundir,
  ${saidRunDirectory} AS said FROM analyses a LEFT JOIN subjects s ON s.id = a.subject_id`;

function toPlace(directories: ProjectDirectories, row: Row): RunPlace {
  const subjectSlug = row["subject_slug"] === null ? undefined : String(row["subject_slug"]);
  const address = subjectSlug === undefined ? `project:${String(row["name"])}` : `${String(row["subject"])}/${String(row["name"])}`;
  const { rundir, said } = row as Settings;
  return runPlace(
    directories,
    { address, kind: String(row["kind"]), slug: String(row["slug"]), subjectSlug },
    { rundir: rundir ?? null, [runPlaceKeys[1]!]: said ?? null },
  );
}
