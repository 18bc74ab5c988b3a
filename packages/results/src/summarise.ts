import { open } from "node:fs/promises";
import { resolve } from "node:path";

import { missing, truncated, unknownFormat } from "./errors.ts";
import type { ResultSummary } from "./summary.ts";

/**
 * What a result file of parameter estimation holds, in whichever format that has a reader; the format is told by the content, not by the name. HDF5 is
 * read in a process of its own. Throws `RESULT_UNREADABLE`, `RESULT_TRUNCATED`, `RESULT_INVALID`, `RESULT_FORMAT_UNKNOWN`, `RESULT_NO_SAMPLES` and
 * `RESULT_READER_FAILED`.
 */
export async function summarise(path: string): Promise<ResultSummary> {
  const file = resolve(path);
  const head = await beginning(file);
  if (head.length === 0) throw truncated(file, "the file is empty");
  if (signature.equals(head.subarray(0, signature.length))) return (await import("./hdf5/summarise.ts")).summariseHdf5(file);
  // Some bytes of a text are never there.
  if (head.includes(0)) throw unknownFormat(file, "its content is neither HDF5 nor text");
  if (/^\s*[{[]/.test(head.toString("latin1"))) return (await import("./json/summarise.ts")).summariseJson(file);
  return (await import("./text/summarise.ts")).summariseText(file);
}

const signature = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");

async function beginning(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause) throw missing(file, cause);
    throw cause;
  }
}
