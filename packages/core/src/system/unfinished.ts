import { createHash, randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

import { systemCode } from "./errors.ts";

/** A path beside `file` for what is to become that file, or directory, when it is whole. It tells whose it is, for {@link removeAbandoned}. */
export function unfinishedFor(file: string): string {
  return join(dirname(file), `${ours(file)}${process.pid}.${randomBytes(4).toString("hex")}`);
}

/** Removes what processes of this host left unfinished beside `file` when they were killed. */
export function removeAbandoned(file: string): void {
  const directory = dirname(file);
  const prefix = ours(file);
  for (const name of readdirSync(directory).filter((one) => one.startsWith(prefix))) {
    const pid = /^(\d+)\.[0-9a-f]{8}$/.exec(name.slice(prefix.length))?.[1];
    if (pid !== undefined && isGone(Number(pid))) rmSync(join(directory, name), { recursive: true, force: true });
  }
}

// Numbers of processes say nothing on another host of a shared file system.
function ours(file: string): string {
  return `.${basename(file)}.${createHash("sha256").update(hostname()).digest("hex").slice(0, 8)}.`;
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === "ESRCH";
  }
}
