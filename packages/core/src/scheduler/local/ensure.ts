import { closeSync, openSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { ChildProcess } from "node:child_process";

import { AsimovError, programModule, spawnDetached } from "../../system/index.ts";
import type { LocalSettings, StatePaths } from "./settings.ts";
import { askToLeave, livingSupervisor, type SupervisorRecord } from "./supervisor-record.ts";

/** Sees to it that a supervisor lives which speaks our protocol or a newer one, and wakes it. Throws `SCHEDULER_UNREACHABLE` when it cannot. */
export async function ensureSupervisor(paths: StatePaths, settings: LocalSettings): Promise<SupervisorRecord> {
  const deadline = performance.now() + settings.startSeconds * 1000;
  let child: ChildProcess | undefined;
  while (performance.now() < deadline) {
    const living = livingSupervisor(paths);
    if (living && living.protocol >= settings.protocol) {
      wake(paths);
      return living;
    }
    if (living) askToLeave(paths, living);
    // One that ended without becoming the supervisor found the lock taken, perhaps by one that was just leaving.
    else if (!child || child.exitCode !== null || child.signalCode !== null) child = start(paths, settings);
    await delay(20);
  }
  throw new AsimovError("SCHEDULER_UNREACHABLE", {
    message: `the local supervisor did not start within ${settings.startSeconds} s`,
    remedy: `See ${paths.log}`,
    exitCode: 4,
  });
}

function wake(paths: StatePaths): void {
  writeFileSync(paths.wake, "");
}

function start(paths: StatePaths, settings: LocalSettings): ChildProcess {
  const log = openSync(paths.log, "a", 0o600);
  try {
    const child = spawnDetached(programModule("scheduler/local/supervisor-main"), [JSON.stringify(settings)], log, paths.directory);
    child.on("error", () => undefined);
    return child;
  } finally {
    closeSync(log);
  }
}
