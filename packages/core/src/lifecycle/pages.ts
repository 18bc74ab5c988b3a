import { chmodSync, constants, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { cp, readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { type Analysis, folderOf } from "../analysis/index.ts";
import type { Project } from "../project/index.ts";
import { AsimovError, makeDirectory, removeAbandoned, slug, syncDirectory, unfinishedFor } from "../system/index.ts";
import { directoriesIn } from "./paths.ts";

/** Where pages of an analysis are published, each below its name. */
export function pagesDirectory(project: Pick<Project, "directory" | "config">, analysis: Pick<Analysis, "slug" | "subjectSlug">): string {
  return join(directoriesIn(project).pages, folderOf(analysis), analysis.slug);
}

/** Pages of an analysis that were published. */
export interface PublishedPages {
  readonly name: string;
  readonly directory: string;
  /** The file to begin with; undefined where none has a usual name. */
  readonly start: string | undefined;
}

/** The pages of an analysis that are published, by name. */
export function publishedPages(
  project: Pick<Project, "directory" | "config">,
  analysis: Pick<Analysis, "slug" | "subjectSlug">,
): readonly PublishedPages[] {
  const above = pagesDirectory(project, analysis);
  if (!existsSync(above)) return [];
  const names = readdirSync(above, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return names
    .map(({ name }) => ({ name, directory: join(above, name) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map((one) => ({ ...one, start: starts.map((file) => join(one.directory, file)).find((file) => existsSync(file)) }));
}

const starts = ["index.html", "home.html"];

/**
 * Copies a directory of pages to the place where those of the analysis are published, and gives that place. It takes the place of what was published
 * under that name, whole or not at all; a link becomes what it leads to. Throws `PAGES_MISSING`, `PAGES_NAME`.
 */
export async function publishPages(
  project: Pick<Project, "directory" | "config">,
  analysis: Pick<Analysis, "slug" | "subjectSlug" | "address">,
  name: string,
  directory: string,
): Promise<string> {
  const source = resolve(project.directory, directory);
  refuse(analysis, name, source);
  const target = join(pagesDirectory(project, analysis), name);
  const former = join(dirname(target), `.${basename(target)}.former`);
  makeDirectory(dirname(target));
  removeAbandoned(target);
  if (existsSync(former) && !existsSync(target)) renameSync(former, target);
  const copy = unfinishedFor(target);
  try {
    await cp(source, copy, { recursive: true, dereference: true, mode: constants.COPYFILE_FICLONE });
    await makeReadable(copy);
    rmSync(former, { recursive: true, force: true });
    if (existsSync(target)) renameSync(target, former);
    renameSync(copy, target);
    syncDirectory(dirname(target));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  rmSync(former, { recursive: true, force: true });
  return target;
}

function refuse({ address }: Pick<Analysis, "address">, name: string, source: string): void {
  if (slug(name) !== name || name === "") {
    throw new AsimovError("PAGES_NAME", {
      message: `${JSON.stringify(name)} is not a name for pages`,
      at: address,
      remedy: "Its author uses letters, digits, dots, dashes and underscores.",
    });
  }
  if (statSync(source, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new AsimovError("PAGES_MISSING", { message: `there is no directory of pages to publish: ${source}`, at: address });
}

// A web server is another user, and what programs write is often for its owner only.
async function makeReadable(directory: string): Promise<void> {
  chmodSync(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
}
