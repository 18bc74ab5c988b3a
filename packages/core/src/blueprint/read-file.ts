import { closeSync, openSync, readSync } from "node:fs";

import { AsimovError, systemCode } from "../system/index.ts";
import { decodeBlueprint } from "./decode.ts";
import { largestBlueprint, tooLarge } from "./parse.ts";

/**
 * The text of a blueprint file. It is never read further than a blueprint may be long: it could be a file of data, or a device without end.
 * Throws `BLUEPRINT_NOT_READABLE` with `remedy`, `BLUEPRINT_TOO_LARGE` or `BLUEPRINT_ENCODING`.
 */
export function readFileBounded(file: string, remedy: string): string {
  try {
    return readUpTo(file, largestBlueprint);
  } catch (cause) {
    if (cause instanceof AsimovError) throw cause;
    const reason = systemCode(cause) === "ENOENT" ? "there is no such file" : `it can't be read (${systemCode(cause) ?? String(cause)})`;
    throw new AsimovError("BLUEPRINT_NOT_READABLE", { message: reason, at: { file }, remedy, cause });
  }
}

function readUpTo(file: string, limit: number): string {
  const handle = openSync(file, "r");
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const piece = Buffer.allocUnsafe(64 * 1024);
      const count = readSync(handle, piece);
      if (count === 0) return decodeBlueprint(Buffer.concat(pieces), file);
      pieces.push(piece.subarray(0, count));
      length += count;
      if (length > limit) throw tooLarge(file, "too many bytes");
    }
  } finally {
    closeSync(handle);
  }
}
