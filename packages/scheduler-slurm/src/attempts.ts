import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isRecord, readIfExists, systemCode, writeAtomic } from "@asimov-gw/core/system";
import type { JobOutcome } from "@asimov-gw/core/workflow";
import { namesIn } from "@asimov-gw/core/wrapper";

/**
 * A job is handed to Slurm in attempts, each with records of its own (`NAME/1`, `NAME/2`, ...): the next one is made only when the one before can never
 * begin any more, whatever becomes of what Slurm knows of it.
 */
export function lastAttempt(directory: string): number {
  return Math.max(0, ...namesIn(directory).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : [])));
}

/** Makes the directory of an attempt and gives its path. */
export function makeAttempt(directory: string, attempt: number): string {
  const path = join(directory, String(attempt));
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** Keeps an attempt from ever beginning, by taking its claim; false when its wrapper has taken it. */
export function close(attempt: string, claim: string): boolean {
  if (isClosed(attempt, claim)) return true;
  try {
    writeFileSync(join(attempt, claim), "", { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
  // Only who has made the claim says so: what an empty one is, another host could not tell.
  writeAtomic(join(attempt, `closed-${claim}`), "", 0o600);
  return true;
}

/** Whether {@link close} has kept an attempt from beginning. */
export function isClosed(attempt: string, claim: string): boolean {
  return existsSync(join(attempt, `closed-${claim}`));
}

/** When the wrapper of an attempt has taken its claim, in milliseconds since 1970. */
export function claimedAt(attempt: string, claim: string): number {
  return statSync(join(attempt, claim)).mtimeMs;
}

/** The exit code with which the wrapper of an attempt could not be run. */
export function notStarted(attempt: string): number | undefined {
  const text = readIfExists(join(attempt, "not-started"))?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Whether Slurm has started an attempt again that had begun. */
export function isRequeued(attempt: string): boolean {
  return existsSync(join(attempt, "requeued"));
}

/** Writes down that a job is to end. */
export function markRemoved(directory: string): void {
  writeAtomic(join(directory, "removed"), "", 0o600);
}

/** Whether somebody wanted a job to end. */
export function isRemoved(directory: string): boolean {
  return existsSync(join(directory, "removed"));
}

/** Writes down how a job ended: what Slurm knows of it is forgotten within minutes. */
export function recordOutcome(directory: string, outcome: JobOutcome): void {
  writeAtomic(join(directory, "outcome"), JSON.stringify(outcome), 0o600);
}

/** How a job ended, once that is written down. */
export function readOutcome(directory: string): JobOutcome | undefined {
  const text = readIfExists(join(directory, "outcome"));
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  // It is written as a whole, by us.
  return isRecord(value) ? (value as unknown as JobOutcome) : undefined;
}
