import { existsSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Ledger } from "../ledger/index.ts";

/** The directory that a project was started in, or adopted to: its path, and its number in its file system, which a copy does not share. */
interface Place {
  readonly path: string;
  readonly inode: string;
}

/** How a project came to be elsewhere than where it was. */
export interface Displacement {
  /** Where it was; undefined when that was never recorded. */
  readonly from: string | undefined;
  /** The same directory under another path, a copy of one that is still there, or nobody can say. */
  readonly kind: "moved" | "copied" | "unclear";
}

/** Key of the project's fact that names its place. */
export const placeFact = "place";

/** The place of the project in `directory`, as its ledger keeps it. */
export function placeOf(directory: string): string {
  const path = realpathSync(directory);
  return JSON.stringify({ path, inode: String(statSync(path, { bigint: true }).ino) } satisfies Place);
}

/** Whether, and how, the project in `directory` was moved or copied since `ledger` recorded its place; undefined when it is at home. */
export function displacementOf(directory: string, ledger: Ledger): Displacement | undefined {
  const recorded = recordedPlace(ledger);
  if (!recorded) return hasStrangers(directory, ledger) ? { from: undefined, kind: "unclear" } : undefined;
  const here = placeIn(directory);
  const from = recorded.path;
  const isSameDirectory = here.inode === recorded.inode;
  if (isSameDirectory && (here.path === from || leadsTo(from, here.path))) return undefined;
  const originalIsThere = here.path !== from && existsSync(join(from, ".asimov", "ledger.db"));
  if (isSameDirectory) return { from, kind: originalIsThere ? "unclear" : "moved" };
  return { from, kind: originalIsThere ? "copied" : "unclear" };
}

function recordedPlace(ledger: Ledger): Place | undefined {
  const row = ledger.get("SELECT value FROM project WHERE key = ?", placeFact);
  return row && toPlace(JSON.parse(String(row["value"])));
}

function placeIn(directory: string): Place {
  return toPlace(JSON.parse(placeOf(directory)))!;
}

// Another mount, or a link, may lead to the same directory.
function leadsTo(path: string, here: string): boolean {
  const there = statSync(path, { bigint: true, throwIfNoEntry: false });
  const us = statSync(here, { bigint: true });
  return there !== undefined && there.dev === us.dev && there.ino === us.ino;
}

// Ledgers of earlier versions know no place: what is submitted tells, since its run directories are the project's own.
function hasStrangers(directory: string, ledger: Ledger): boolean {
  const rows = ledger.all("SELECT DISTINCT a.run_directory FROM submissions s JOIN attempts a ON a.id = s.attempt_id WHERE s.ended IS NULL");
  const paths = rows.map((row) => String(row["run_directory"]));
  return paths.length > 0 && !paths.some((path) => [directory, realpathSync(directory)].some((root) => path.startsWith(join(root, "/"))));
}

function toPlace(value: unknown): Place | undefined {
  if (typeof value !== "object" || value === null || !("path" in value) || !("inode" in value)) return undefined;
  return { path: String(value.path), inode: String(value.inode) };
}
