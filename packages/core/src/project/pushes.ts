import { readdirSync } from "node:fs";
import { join } from "node:path";

import { liveness, readIfExists, sha256, systemClock, systemCode, writeAtomic, type ProcessIdentity } from "../system/index.ts";

/** How the last push of a repository went. */
export interface PushRecord {
  /** Directory of the project; in a copy of it, what is said is about the original. */
  readonly project: string;
  /** Absolute path of the repository. */
  readonly directory: string;
  readonly state: "pushing" | "pushed" | "failed";
  /** When it came into this state. */
  readonly time: string;
  readonly user: string;
  readonly pusher: ProcessIdentity;
  /** Code of the error, what happened and what to do, if it failed. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly remedy?: string | undefined;
}

/** The pushes of a project's repositories, the last one of each. One whose process died on the way failed. */
export function readPushes(projectDirectory: string): readonly PushRecord[] {
  const folder = pushFolder(projectDirectory);
  return namesIn(folder).flatMap((name) => {
    const text = readIfExists(join(folder, name));
    const record = text === undefined ? undefined : (JSON.parse(text) as PushRecord);
    return record?.project === projectDirectory ? [settled(record)] : [];
  });
}

/** Keeps how the push of a repository goes, in place of what was kept before. */
export function writePush(record: PushRecord): void {
  writeAtomic(join(pushFolder(record.project), `${sha256(record.directory).slice(0, 16)}.json`), JSON.stringify(record));
}

/** Where the records are kept. */
export function pushFolder(projectDirectory: string): string {
  return join(projectDirectory, ".asimov", "pushes");
}

function settled(record: PushRecord): PushRecord {
  if (record.state !== "pushing" || isAlive(record)) return record;
  const message = "git push was ended before it was done";
  return { ...record, state: "failed", code: "PUSH_ENDED", message, remedy: "It is tried again by a later pass." };
}

// Only its own host can tell whether a process lives; an hour is more than a push can take.
function isAlive({ pusher, time }: PushRecord): boolean {
  const known = liveness(pusher);
  return known === "alive" || (known === "elsewhere" && systemClock.now() - Date.parse(time) < 3_600_000);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^[0-9a-f]+\.json$/.test(name));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}
