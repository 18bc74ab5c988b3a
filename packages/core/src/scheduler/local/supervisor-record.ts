import { readFileSync } from "node:fs";

import { identify, liveness, packageFile, timestamp, writeAtomic, type ProcessIdentity } from "../../system/index.ts";
import { readJson } from "./records.ts";
import type { LocalSettings, StatePaths } from "./settings.ts";

/** What a supervisor tells about itself. */
export interface SupervisorRecord {
  readonly identity: ProcessIdentity;
  /** Version of this package that it runs. */
  readonly version: string;
  readonly protocol: number;
  readonly slots: number;
  /** MiB that jobs may ask for together. */
  readonly memory?: number | undefined;
  readonly startedAt: string;
}

/** What this process tells as a supervisor. */
export function selfDescription(settings: LocalSettings): SupervisorRecord {
  const { protocol, slots, memory } = settings;
  return { identity: identify()!, version: coreVersion(), protocol, slots, memory, startedAt: timestamp() };
}

/** Tells clients that this process is the supervisor; it must hold the lock. */
export function announce(paths: StatePaths, self: SupervisorRecord): void {
  writeAtomic(paths.supervisor, JSON.stringify(self), 0o600);
}

/** The supervisor that lives now, if one does. */
export function livingSupervisor(paths: StatePaths): SupervisorRecord | undefined {
  const record = readJson(paths.supervisor) as SupervisorRecord | undefined;
  return record && liveness(record.identity) === "alive" ? record : undefined;
}

/** Asks the supervisor `record` to leave without touching the jobs. */
export function askToLeave(paths: StatePaths, record: SupervisorRecord): void {
  if (!isAsked(paths, record.identity)) writeAtomic(paths.handover, JSON.stringify(record.identity), 0o600);
}

/** Whether the supervisor with this identity was asked to leave; a request to one of its predecessors does not count. */
export function isAsked(paths: StatePaths, identity: ProcessIdentity): boolean {
  const asked = readJson(paths.handover) as ProcessIdentity | undefined;
  return asked !== undefined && asked.pid === identity.pid && asked.startTime === identity.startTime && asked.bootId === identity.bootId;
}

function coreVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageFile("package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown";
}
