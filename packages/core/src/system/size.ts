import { lstatSync } from "node:fs";

import { walkFiles } from "./walk.ts";

/** How much is below a path. */
export interface Size {
  readonly bytes: number;
  /** False where something could not be looked into. */
  readonly whole: boolean;
}

/** The bytes of a file, or of all files below a directory; links are not followed, and what is not there has none. */
export function sizeOf(path: string): Size {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return { bytes: stats?.size ?? 0, whole: true };
  let bytes = 0;
  let whole = true;
  for (const { size } of walkFiles(path, () => (whole = false))) bytes += size;
  return { bytes, whole };
}
