import { closeSync, openSync } from "node:fs";
import type { ChildProcess } from "node:child_process";

import { liveness, spawnDetached } from "../../system/index.ts";
import type { SupervisedSettings, StatePaths } from "./settings.ts";
import type { SupervisorRecord } from "./supervisor-record.ts";

/** Where the supervisors of an engine live, one at a time. */
export interface SupervisorPlace {
  /** Each may begin on another machine than the one before: scripts, which run beside a supervisor, run as jobs then. */
  readonly moves?: boolean | undefined;
  /** The job that this process is there. */
  job?(): string | undefined;
  /** Whether the supervisor that wrote `record` lives. */
  lives(record: SupervisorRecord): boolean | Promise<boolean>;
  /** Starts one; it may find that another one lives, and leave. */
  start(paths: StatePaths, settings: SupervisedSettings): StartedSupervisor | Promise<StartedSupervisor>;
}

/** A supervisor that was started and has not said yet that it lives. */
export interface StartedSupervisor {
  /** It has ended without having become the supervisor. */
  hasLeft(): boolean | Promise<boolean>;
  /** What it waits for where it is a job in a queue that will begin by itself, in words. */
  waits?(): string | undefined | Promise<string | undefined>;
}

/** In the background of the machine of its clients, as a process that runs the module `program`. */
export function inBackground(program: () => URL): SupervisorPlace {
  return {
    lives: ({ identity }) => liveness(identity) === "alive",
    start: (paths, settings) => {
      const log = openSync(paths.log, "a", 0o600);
      try {
        const child: ChildProcess = spawnDetached(program(), [JSON.stringify(settings)], log, paths.directory);
        child.on("error", () => undefined);
        return { hasLeft: () => child.exitCode !== null || child.signalCode !== null };
      } finally {
        closeSync(log);
      }
    },
  };
}
