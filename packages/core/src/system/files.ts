import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

import { AsimovError, systemCode } from "./errors.ts";
import { removeAbandoned, unfinishedFor } from "./unfinished.ts";

/** Writes `text` so that a reader sees either the old file or the whole new one, even after a power cut. */
export function writeAtomic(file: string, text: string, mode = 0o666): void {
  makeDirectory(dirname(file));
  const temporary = unfinishedFor(file);
  try {
    writeWhole(temporary, text, mode);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  removeAbandoned(file);
  syncDirectory(dirname(file));
}

/**
 * Makes a directory and those above it that are missing. Where a file system makes none, as `/proc` and places of automounters, Node's own way
 * (`recursive`) tries for ever.
 */
export function makeDirectory(directory: string): void {
  if (isDirectory(directory)) return;
  const above = dirname(directory);
  if (above !== directory && !existsSync(above)) makeDirectory(above);
  try {
    mkdirSync(directory);
  } catch (error) {
    // Somebody else was quicker.
    if (systemCode(error) !== "EEXIST" || !isDirectory(directory)) throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function writeWhole(file: string, text: string, mode: number): void {
  const handle = openSync(file, "wx", mode);
  try {
    // Not writeSync: on a full disk it writes a part and is content.
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes the names in `directory` durable. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some network file systems cannot sync a directory; they keep names durable themselves.
    if (systemCode(error) !== "EINVAL" && systemCode(error) !== "ENOTSUP") throw error;
  } finally {
    closeSync(handle);
  }
}

/** The text of `file`, or undefined when there is no such file. */
export function readIfExists(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

/** SHA-256 of a text or of bytes, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of a file of any size, in hexadecimal, read in pieces. */
export async function sha256File(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}

/** `name` as a path component: letters, digits, `.`, `_`, `-`; every other run of characters becomes one `-`. */
export function slug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[.-]+|-+$/g, "");
}

/** Does `work`, which writes `file` for a person; what the system refuses is `FILE_NOT_WRITABLE`. */
export function writingFor<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw notWritable(file, cause) ?? cause;
  }
}

/** The error for a `file` that a person named and that can't be written, as the system said in `cause`; undefined where the system said nothing. */
export function notWritable(file: string, cause: unknown): AsimovError | undefined {
  if (!(cause instanceof Error) || !("syscall" in cause)) return undefined;
  return new AsimovError("FILE_NOT_WRITABLE", {
    message: `can't be written: ${cause.message}`,
    at: { file },
    remedy: "Name a file in a directory that exists and that you may write to.",
    cause,
  });
}
