import { open, type FileHandle } from "node:fs/promises";

import { systemCode } from "./errors.ts";

/** Does `read` with an open file and its size in bytes; undefined for what is not, or no longer, a file. */
export async function readingFile<T>(path: string, read: (file: FileHandle, size: number) => Promise<T>): Promise<T | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    return await read(file, (await file.stat()).size);
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "EISDIR") return undefined;
    throw error;
  } finally {
    await file?.close();
  }
}
