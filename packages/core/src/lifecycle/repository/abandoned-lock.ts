import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import { AsimovError, systemCode } from "../../system/index.ts";
import type { RepositoryPlace } from "./place.ts";

/**
 * Does `work` with a repository that is leased to us, and once more when git finds it locked: after a git that was still at work has ended, or after a
 * lock is taken away that a killed git left. That is done only in repositories of our own, when the lock is `seconds` old and no git works there.
 */
export async function despiteAbandonedLock<T>({ kind, directory }: RepositoryPlace, work: () => Promise<T>, seconds = 5): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const lock = lockOf(error);
    // Whoever works in a tree of their own, perhaps on another host, is not in our hands.
    if (lock === undefined || kind === "given" || !(await isFreed(lock, directory, seconds))) throw error;
    return work();
  }
}

function lockOf(error: unknown): string | undefined {
  return error instanceof AsimovError && error.code === "GIT_LOCKED" ? /'(\/.+\.lock)': File exists/.exec(error.message)?.[1] : undefined;
}

async function isFreed(lock: string, directory: string, seconds: number): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000;
  while (existsSync(lock) && performance.now() < deadline) await pause(50);
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (existsSync(lock) && (age < seconds * 1000 || hasGit(directory))) return false;
  rmSync(lock, { force: true });
  return true;
}

/** Whether a git of this host works in `directory`, or may. */
function hasGit(directory: string): boolean {
  return readdirSync("/proc").some((pid) => {
    try {
      if (!/^\d+$/.test(pid) || !readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("git")) return false;
      return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${directory}/`);
    } catch (error) {
      // Where another user's works can't be seen. One that has ended is nowhere.
      return systemCode(error) !== "ENOENT" && systemCode(error) !== "ESRCH";
    }
  });
}
