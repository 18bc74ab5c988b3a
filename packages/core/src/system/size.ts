import { lstatSync, type Stats } from "node:fs";

import { systemCode } from "./errors.ts";
import { walkFiles } from "./walk.ts";

/** How much is below a path. */
export interface Size {
  readonly bytes: number;
  /** False where something could not be looked into. */
  readonly whole: boolean;
}

/** The bytes of a file, or of all files below a directory; links are not followed, and what is not there has none. */
export function sizeOf(path: string): Size {
  const stats = statsOf(path);
  if (stats === "refused") return { bytes: 0, whole: false };
  if (!stats?.isDirectory()) return { bytes: stats?.size ?? 0, whole: true };
  let bytes = 0;
  let whole = true;
  for (const { size } of walkFiles(path, () => (whole = false))) bytes += size;
  return { bytes, whole };
}

function statsOf(path: string): Stats | undefined | "refused" {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCode(error) === "EACCES") return "refused";
    throw error;
  }
}
