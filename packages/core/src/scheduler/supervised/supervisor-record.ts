import { readFileSync } from "node:fs";

import { identify, packageFile, timestamp, writeAtomic, type ProcessIdentity } from "../../system/index.ts";
import type { Engine } from "./engine.ts";
import type { SupervisorPlace } from "./place.ts";
import { readJson } from "./records.ts";
import type { StatePaths } from "./settings.ts";

/** Cores or MiB of a machine that nobody has limited; not infinite, so that shares of it can be told. */
export const noLimit: number = Number.MAX_SAFE_INTEGER;

/** What a supervisor tells about itself. */
export interface SupervisorRecord {
  readonly identity: ProcessIdentity;
  /** Version of this package that it runs. */
  readonly version: string;
  readonly protocol: number;
  /** Cores that jobs may take together, where there is a limit. */
  readonly slots?: number | undefined;
  /** MiB that jobs may ask for together, where there is a limit. */
  readonly memory?: number | undefined;
  /** The job of the engine that it is, where it is one. */
  readonly job?: string | undefined;
  readonly startedAt: string;
}

/** What this process tells as a supervisor. */
export function selfDescription({ settings: { protocol }, machine: { cores, memory }, place }: Engine): SupervisorRecord {
  const limits = { ...(cores < noLimit && { slots: cores }), ...(memory < noLimit && { memory }) };
  return { identity: identify()!, version: coreVersion(), protocol, ...limits, job: place.job?.(), startedAt: timestamp() };
}

/** Tells clients that this process is the supervisor; it must hold the lock. */
export function announce(paths: StatePaths, self: SupervisorRecord): void {
  writeAtomic(paths.supervisor, JSON.stringify(self), 0o600);
}

/** The supervisor that lives now, if one does. */
export async function livingSupervisor(paths: StatePaths, place: SupervisorPlace): Promise<SupervisorRecord | undefined> {
  const record = readJson(paths.supervisor) as SupervisorRecord | undefined;
  return record && (await place.lives(record)) ? record : undefined;
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
