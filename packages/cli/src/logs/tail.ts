import { readingFile } from "@asimov-gw/core/system";
import type { FileHandle } from "node:fs/promises";

// Bytes that are read of a file at once; more of its end than anybody reads.
const pieceSize = 256 * 1024;

/** The last `count` lines of a file, and how long it is in bytes; undefined where there is no such file. */
export async function lastLines(path: string, count: number): Promise<{ readonly lines: readonly string[]; readonly size: number } | undefined> {
  return readingFile(path, async (file, size) => {
    const start = Math.max(0, size - pieceSize);
    const text = await textFrom(file, start, size);
    const lines = text.replace(/\n$/, "").split("\n");
    // The first line may have begun before.
    const whole = start > 0 ? lines.slice(1) : lines;
    return { lines: text === "" || count === 0 ? [] : whole.slice(-count), size };
  });
}

/** What came to a file after `position` in bytes, as whole lines, and the position after them; from the beginning where it became shorter. */
export async function newLines(path: string, position: number): Promise<{ readonly lines: readonly string[]; readonly position: number }> {
  const found = await readingFile(path, async (file, size) => {
    const start = size < position ? 0 : position;
    const text = await textFrom(file, start, Math.min(size, start + pieceSize));
    // A line that is being written comes when it is whole, or too long to wait for.
    const end = text.length >= pieceSize ? text.length : text.lastIndexOf("\n") + 1;
    const whole = text.slice(0, end);
    return { lines: whole === "" ? [] : whole.replace(/\n$/, "").split("\n"), position: start + Buffer.byteLength(whole) };
  });
  return found ?? { lines: [], position };
}

async function textFrom(file: FileHandle, start: number, end: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer.toString("utf8", 0, bytesRead);
}
