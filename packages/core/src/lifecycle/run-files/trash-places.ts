import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { systemCode } from "../../system/index.ts";

// Beside a run directory that is on another file system than the project: nothing can be renamed from one to another, and to copy what may be
// terabytes would take hours and need room for all of it twice.
const nearby = ".asimov-trash";

/**
 * Lets `move` bring what is at `from` to its place `to` in the project's trash, or, where that is on another file system, to one beside `from`, to which
 * a link at `to` leads. Returns what `move` does.
 */
export function throughTrash(from: string, to: string, move: (place: string) => boolean): boolean {
  try {
    return move(to);
  } catch (error) {
    if (systemCode(error) !== "EXDEV" || !removeEmptied(to)) throw error;
  }
  const near = join(dirname(from), nearby, basename(to));
  // First the link: what is moved can always be found.
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(near, to);
  return move(near);
}

/** Brings what is at a place in the trash to `to`. */
export function outOfTrash(place: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const real = realPlace(place);
  renameSync(real, to);
  if (real !== place) rmSync(place);
}

/** Deletes for good what is at a place in the trash. Links of others are removed, not followed. */
export function deletePlace(place: string): void {
  const real = realPlace(place);
  rmSync(real, { recursive: true });
  if (real !== place) rmSync(place);
}

/** The folders in a trash, by name; those that a crash left without files are none. */
export function placesIn(trash: string): readonly string[] {
  if (!existsSync(trash)) return [];
  return readdirSync(trash).filter((name) => {
    const place = join(trash, name);
    return realPlace(place) === place || existsSync(place);
  });
}

/** Where the files of a place in the trash are: there, or where the link of {@link throughTrash} leads. */
export function realPlace(place: string): string {
  if (!lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) return place;
  const target = readlinkSync(place);
  return basename(dirname(target)) === nearby && basename(target) === basename(place) ? target : place;
}

// Directories that were made before the first move failed, and a link that leads nowhere since a crash; false where there are files.
function removeEmptied(place: string): boolean {
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (!stats) return true;
  if (stats.isDirectory()) {
    if (!readdirSync(place).every((name) => removeEmptied(join(place, name)))) return false;
    rmdirSync(place);
    return true;
  }
  if (realPlace(place) === place || existsSync(place)) return false;
  rmSync(place);
  return true;
}
