import { closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";

import { AsimovError, systemCode } from "../system/index.ts";
import { decodeBlueprint } from "./decode.ts";
import { usualTimeout } from "./fetch.ts";
import { largestBlueprint, tooLarge } from "./parse.ts";

/**
 * The text of a blueprint file. It is never read further than a blueprint may be long: it could be a file of data, or a device without end.
 * A pipe that nobody writes to is given up after `timeout` seconds. Throws `BLUEPRINT_NOT_READABLE` with `remedy`, `BLUEPRINT_TOO_LARGE` or `BLUEPRINT_ENCODING`.
 */
export function readFileBounded(file: string, remedy: string, timeout: number = usualTimeout): string {
  try {
    return readUpTo(file, largestBlueprint, timeout);
  } catch (cause) {
    if (cause instanceof AsimovError) throw cause;
    const reason = systemCode(cause) === "ENOENT" ? "there is no such file" : `it can't be read (${systemCode(cause) ?? String(cause)})`;
    throw new AsimovError("BLUEPRINT_NOT_READABLE", { message: reason, at: { file }, remedy, cause });
  }
}

function readUpTo(file: string, limit: number, timeout: number): string {
  const stats = statSync(file);
  const isPipe = stats.isFIFO();
  // To open a pipe waits for who writes to it, for ever.
  const handle = openSync(file, isPipe ? constants.O_RDONLY | constants.O_NONBLOCK : constants.O_RDONLY);
  try {
    // One without a name (<( )) has had its writer before us.
    const patience = isPipe && statSync(dirname(file)).dev === stats.dev ? timeout : 0;
    const pieces: Buffer[] = [];
    let length = 0;
    for (const piece of piecesOf(handle, file, patience)) {
      pieces.push(piece);
      length += piece.length;
      if (length > limit) throw tooLarge(file, "too many bytes");
    }
    return decodeBlueprint(Buffer.concat(pieces), file);
  } finally {
    closeSync(handle);
  }
}

function* piecesOf(handle: number, file: string, patience: number): Generator<Buffer> {
  const started = performance.now();
  let isBegun = false;
  for (;;) {
    const piece = Buffer.allocUnsafe(64 * 1024);
    const count = readOrWait(handle, piece);
    if (count !== undefined && count > 0) {
      isBegun = true;
      yield piece.subarray(0, count);
    } else if (count === 0 && (isBegun || patience === 0)) return;
    else if (count === undefined) isBegun = true;
    else if (performance.now() - started > patience * 1000) {
      throw new AsimovError("BLUEPRINT_NOT_READABLE", {
        message: `it is a pipe, and nobody wrote to it within ${patience} s`,
        at: { file },
        remedy: "Start what writes to it first, or name a file.",
      });
    }
    if (count === undefined || count === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

// Undefined where somebody writes, and has written nothing yet.
function readOrWait(handle: number, piece: Buffer): number | undefined {
  try {
    return readSync(handle, piece);
  } catch (error) {
    if (systemCode(error) === "EAGAIN") return undefined;
    throw error;
  }
}
