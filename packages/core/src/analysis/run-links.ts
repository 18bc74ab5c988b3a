import { type Dirent, readdirSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

import { saidRunDirectory, type Ledger } from "../ledger/index.ts";
import type { ProjectDirectories } from "../project/index.ts";
import { RealPaths, systemCode } from "../system/index.ts";

/**
 * The symbolic links through which run directories of a project are reached. The ledger holds directories as they were written, so that one may have
 * several names there.
 */
export class RunLinks {
  readonly #paths = new RealPaths();
  readonly #working: string;
  #isWhole = false;

  constructor(ledger: Ledger, directories: ProjectDirectories) {
    this.#working = directories.working;
    for (const directory of Object.values(directories)) this.#paths.of(directory);
    for (const { said } of ledger.all(`SELECT DISTINCT ${saidRunDirectory} AS said FROM analyses WHERE ${saidRunDirectory} IS NOT NULL`))
      if (typeof said === "string") this.#paths.of(resolve(directories.project, said));
    // What follows a slash is before what follows the character after it.
    const outside = `SELECT DISTINCT run_directory FROM attempts WHERE run_directory < ?
      UNION SELECT DISTINCT run_directory FROM attempts WHERE run_directory >= ?`;
    for (const row of ledger.all(outside, `${this.#working}/`, `${this.#working}0`)) this.#paths.of(String(row["run_directory"]));
  }

  /** The real path of a directory, as {@link RealPaths.of}. */
  real(directory: string): string {
    return this.#paths.of(directory);
  }

  /** All names under which documents and attempts may have a directory: as it is written, its real path, and those through links. */
  names(directory: string): readonly string[] {
    const real = this.real(directory);
    this.#lookIntoWorking(directory, real);
    return [...new Set([directory, real, ...this.#through(real)])];
  }

  /** The links that lead to somewhere inside of a directory, by their paths. */
  inside(directory: string): readonly string[] {
    const real = this.real(directory);
    this.#lookIntoWorking(directory, real);
    return [...this.#paths.links].filter(([path, target]) => isIn(target, real) && !isIn(path, directory)).map(([path]) => path);
  }

  #through(real: string): readonly string[] {
    return [...this.#paths.links]
      .filter(([, target]) => target === real || isIn(real, target))
      .map(([path, target]) => join(path, relative(target, real)));
  }

  // Where asimov itself puts a run directory, others are met only by those who name theirs, and by links there: the latter are looked at from that side.
  #lookIntoWorking(directory: string, real: string): void {
    const isUsual = isIn(directory, this.#working) && real === join(this.real(this.#working), relative(this.#working, directory));
    if (this.#isWhole || (isUsual && relative(this.#working, directory).split(sep).length === 2)) return;
    this.#isWhole = true;
    for (const folder of foldersIn(this.#working)) {
      this.#paths.of(folder.path);
      for (const { path, isLink } of foldersIn(folder.path)) if (isLink) this.#paths.of(path);
    }
  }
}

/** Whether a directory is inside of another one, by their paths. */
export function isIn(directory: string, other: string): boolean {
  return directory.startsWith(other.endsWith(sep) ? other : other + sep);
}

function foldersIn(directory: string): readonly { readonly path: string; readonly isLink: boolean }[] {
  return entriesIn(directory)
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => ({ path: join(directory, entry.name), isLink: entry.isSymbolicLink() }));
}

function entriesIn(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    // Not there yet, a link to a file, or one that leads nowhere; what nobody may look into is nobody's run directory.
    if (systemCode(error) === undefined) throw error;
    return [];
  }
}
