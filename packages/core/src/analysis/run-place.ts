import { join, relative, resolve, sep } from "node:path";

import type { Ledger, Row } from "../ledger/index.ts";
import type { ProjectDirectories } from "../project/index.ts";
import type { Settings } from "../settings/index.ts";

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

/** Folder of the files of an analysis below each of the project's directories: that of its subject; project analyses share one. */
export function folderOf({ subjectSlug }: Pick<Runner, "subjectSlug">): string {
  return subjectSlug ?? "project-analyses";
}

/** Where an analysis runs: as its document says, else in a directory of its own. */
export function runPlace(directories: ProjectDirectories, runner: Runner, content: Settings): RunPlace {
  const usual = join(directories.working, folderOf(runner), runner.slug);
  // Existing blueprints of project analyses spell it the second way.
  const said = content["rundir"] ?? (runner.kind === "project" ? content["working_directory"] : undefined);
  return { address: runner.address, directory: typeof said === "string" ? resolve(directories.project, said) : usual, usual };
}

/** Where those analyses of the ledger run whose documents name a directory. */
export function saidRunPlaces(ledger: Ledger, directories: ProjectDirectories): readonly RunPlace[] {
  // Word for word the condition of an index: few analyses have one.
  const said = "coalesce(json_extract(content, '$.rundir'), json_extract(content, '$.working_directory')) IS NOT NULL";
  return ledger.all(`${rows} WHERE ${said}`).map((row) => toPlace(directories, row));
}

/** What in the ledger runs where asimov puts it, at `directory` or around it. */
export function usualRunPlaceAt(ledger: Ledger, directories: ProjectDirectories, directory: string): RunPlace | undefined {
  const [folder = "", slug] = relative(directories.working, directory).split(sep);
  if (slug === undefined) return undefined;
  const ofSubject = folder === folderOf({ subjectSlug: undefined }) ? "subject_id IS NULL" : "s.slug = ?2";
  const row = ledger.get(`${rows} WHERE a.slug = ?1 AND ${ofSubject}`, slug, ...(ofSubject.includes("?") ? [folder] : []));
  const place = row && toPlace(directories, row);
  return place?.directory === place?.usual ? place : undefined;
}

const rows = `SELECT a.name, a.kind, a.slug, s.name AS subject, s.slug AS subject_slug, json_extract(content, '$.rundir') AS rundir,
  json_extract(content, '$.working_directory') AS working_directory FROM analyses a LEFT JOIN subjects s ON s.id = a.subject_id`;

function toPlace(directories: ProjectDirectories, row: Row): RunPlace {
  const subjectSlug = row["subject_slug"] === null ? undefined : String(row["subject_slug"]);
  const address = subjectSlug === undefined ? `project:${String(row["name"])}` : `${String(row["subject"])}/${String(row["name"])}`;
  const { rundir, working_directory } = row as Settings;
  return runPlace(
    directories,
    { address, kind: String(row["kind"]), slug: String(row["slug"]), subjectSlug },
    { rundir: rundir ?? null, working_directory: working_directory ?? null },
  );
}
