import { appendFileSync, renameSync, statSync, writeFileSync } from "node:fs";

import { AsimovError, timestamp, toPlainError } from "../../system/index.ts";
import { submissionPaths } from "./records.ts";
import type { StatePaths } from "./settings.ts";

const largest = 5 << 20;

/** Tells people what they may need to know: in the supervisor's log, and trouble of one submission also in its records, for clients. */
export class Log {
  readonly #paths: StatePaths;
  readonly #said = new Map<string, number>();

  constructor(paths: StatePaths) {
    this.#paths = paths;
    if ((statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(paths.log, `${paths.log}.1`);
  }

  say(message: string): void {
    attempt(() => appendFileSync(this.#paths.log, `${timestamp()} [${process.pid}] ${message}\n`, { mode: 0o600 }));
  }

  /** Tells of what could not be done, of the same trouble once a minute while it lasts. */
  trouble(error: unknown, token?: string): void {
    const { code, message, stack } = toPlainError(error);
    const text = `${token ?? "the supervisor"}: ${code}: ${message}`;
    const now = performance.now();
    if (now < (this.#said.get(text) ?? 0)) return;
    if (this.#said.size > 1000) this.#said.clear();
    this.#said.set(text, now + 60_000);
    this.say(`trouble: ${text}${stack === undefined || error instanceof AsimovError ? "" : `\n${stack}`}`);
    if (token !== undefined) attempt(() => writeFileSync(submissionPaths(this.#paths, token).trouble, message, { mode: 0o600 }));
  }
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // A full disk is often the trouble itself. What could not be told now is told again a minute later.
  }
}
