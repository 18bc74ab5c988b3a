import { lstatSync, readdirSync, type Dirent, type Stats } from "node:fs";
import { join } from "node:path";

import { systemCode } from "./errors.ts";

/** A file, link or other thing that is no directory. */
export interface Found {
  readonly path: string;
  /** Bytes; of a file with several names only at the first one. */
  readonly size: number;
}

/**
 * Everything below `directory` that is no directory. Links are found, never followed; what vanishes meanwhile is left out. Directories that can't
 * be read are given to `onRefused`, those for which `enters` is false are left alone.
 */
export function* walkFiles(
  directory: string,
  onRefused: (directory: string) => void,
  enters: (directory: string) => boolean = () => true,
): Generator<Found, void> {
  const seen = new Set<string>();
  const waiting = [directory];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of entriesIn(next, onRefused)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) {
        if (enters(path)) waiting.push(path);
        continue;
      }
      const stats = statsOf(path);
      if (stats) yield { path, size: isFirst(stats, seen) ? stats.size : 0 };
    }
  }
}

function isFirst({ nlink, dev, ino }: Stats, seen: Set<string>): boolean {
  if (nlink === 1) return true;
  const key = `${dev}:${ino}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function entriesIn(directory: string, onRefused: (directory: string) => void): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    const code = systemCode(error);
    if (code === "EACCES" || code === "EPERM") onRefused(directory);
    else if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    return [];
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
