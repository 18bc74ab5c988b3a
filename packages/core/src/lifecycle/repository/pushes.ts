import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";

import { pushFolder, readPushes, type PushRecord } from "../../project/index.ts";
import { readIfExists, programModule, spawnDetached, systemClock, userName } from "../../system/index.ts";

/** Seconds after which a failed push is tried again. */
const patience = 600;

/** The pushes of one command: of what it committed, in the background, so that no remote machine can delay it or make it fail. */
export class Pushes {
  readonly #project: string;
  readonly #directories = new Set<string>();
  readonly #told = new Set<string>();

  constructor(projectDirectory: string) {
    this.#project = projectDirectory;
  }

  /** Notes that something was committed in a repository. */
  add(directory: string): void {
    this.#directories.add(directory);
  }

  /** Starts to push what was noted. A push that is on its way looks for new commits by itself. */
  start(): void {
    if (this.#directories.size === 0) return;
    const known = new Map(readPushes(this.#project).map((record) => [record.directory, record]));
    for (const directory of this.#directories) if (hasUpstream(directory) && known.get(directory)?.state !== "pushing") this.#spawn(directory);
    this.#directories.clear();
  }

  /** Notes what failed some time ago to be tried again; returns the failures that were not returned before. */
  review(): readonly PushRecord[] {
    const failed = readPushes(this.#project).filter(({ state }) => state === "failed");
    const me = userName();
    for (const { directory, time, user } of failed) {
      if (user === me && systemClock.now() - Date.parse(time) > patience * 1000) this.add(directory);
    }
    const fresh = failed.filter(({ directory, message }) => !this.#told.has(`${directory} ${message}`));
    for (const { directory, message } of fresh) this.#told.add(`${directory} ${message}`);
    return fresh;
  }

  #spawn(directory: string): void {
    mkdirSync(pushFolder(this.#project), { recursive: true });
    const log = openSync(join(pushFolder(this.#project), "log"), "a");
    try {
      spawnDetached(programModule("lifecycle/repository/push-main"), [this.#project, directory], log, directory).on("error", () => undefined);
    } finally {
      closeSync(log);
    }
  }
}

// Most repositories have none, and are not worth a process. What is no ordinary repository is looked at closely there.
function hasUpstream(directory: string): boolean {
  const config = readIfExists(join(directory, ".git", "config"));
  return config === undefined || (/^\s*\[remote /m.test(config) && /^\s*\[branch /m.test(config));
}
