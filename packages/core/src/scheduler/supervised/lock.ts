import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

import { systemCode } from "../../system/index.ts";

/** The right to be the supervisor. The kernel takes it back when the process dies, however it dies. */
export interface Lock {
  /** False when somebody has put another file in its place: then another supervisor may hold that one. */
  isStill(): boolean;
  release(): void;
}

/** Takes the lock on `file`, or gives undefined when another process holds it. */
export function takeLock(file: string): Lock | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    // SQLITE_BUSY
    if (error instanceof Error && "errcode" in error && error.errcode === 5) return undefined;
    throw error;
  }
  const inode = statSync(file).ino;
  return { isStill: () => inodeOf(file) === inode, release: () => database.close() };
}

function inodeOf(file: string): number | undefined {
  try {
    return statSync(file).ino;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
