import { glob } from "node:fs/promises";
import { join } from "node:path";

import { readingFile } from "../../system/index.ts";
import type { LogFile } from "../types.ts";

const tailBytes = 64 * 1024;

/** The files below `directory` that match `patterns`, by their relative path, with their last 64 KiB. */
export async function readLogs(directory: string, patterns: readonly string[]): Promise<Readonly<Record<string, LogFile>>> {
  const logs: Record<string, LogFile> = {};
  for await (const name of glob([...patterns], { cwd: directory })) {
    const path = join(directory, name);
    const tail = await readTail(path);
    if (tail !== undefined) logs[name] = { path, tail };
  }
  return logs;
}

/** The last 64 KiB of a file; undefined for what is not, or no longer, a file. */
function readTail(path: string): Promise<string | undefined> {
  return readingFile(path, async (file, size) => {
    const length = Math.min(size, tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8", 0, bytesRead);
  });
}
