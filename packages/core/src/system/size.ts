import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { systemCode } from "./errors.ts";

/** How much is below a path. */
export interface Size {
  readonly bytes: number;
  /** False where something could not be looked into. */
  readonly whole: boolean;
}

/** The bytes of a file, or of all files below a directory; links are not followed, and what is not there has none. */
export function sizeOf(path: string): Size {
  let bytes = 0;
  let whole = true;
  const left = [path];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const directory = next;
    try {
      const found = lstatSync(directory);
      if (!found.isDirectory()) bytes += found.size;
      else left.push(...readdirSync(directory).map((name) => join(directory, name)));
    } catch (error) {
      const code = systemCode(error);
      if (code === "EACCES" || code === "EPERM") whole = false;
      // Jobs come and go with their files.
      else if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    }
  }
  return { bytes, whole };
}

const units = ["B", "kB", "MB", "GB", "TB", "PB"];

/** Bytes as people read them: `980 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]!}`;
}
