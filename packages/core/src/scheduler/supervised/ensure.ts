import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { AsimovError } from "../../system/index.ts";
import type { Engine } from "./engine.ts";
import type { StartedSupervisor } from "./place.ts";
import type { StatePaths } from "./settings.ts";
import { askToLeave, livingSupervisor } from "./supervisor-record.ts";

/**
 * Sees to it that a supervisor lives which speaks our protocol or a newer one, and wakes it; or that one will, as soon as what is returned is over.
 * Throws `SCHEDULER_UNREACHABLE` when it cannot.
 */
export async function ensureSupervisor(paths: StatePaths, { name, settings, place }: Engine): Promise<string | undefined> {
  const deadline = performance.now() + settings.startSeconds * 1000;
  let started: StartedSupervisor | undefined;
  while (performance.now() < deadline) {
    const living = await livingSupervisor(paths, place);
    if (living && living.protocol >= settings.protocol) {
      wake(paths);
      return undefined;
    }
    if (living) askToLeave(paths, living);
    // One that ended without becoming the supervisor found the lock taken, perhaps by one that was just leaving.
    else if (!started || (await started.hasLeft())) started = await place.start(paths, settings);
    const waits = await started?.waits?.();
    if (waits !== undefined) return waits;
    await delay(20);
  }
  throw new AsimovError("SCHEDULER_UNREACHABLE", {
    message: `the ${name} supervisor did not start within ${settings.startSeconds} s`,
    remedy: `See ${paths.log}`,
    exitCode: 4,
  });
}

function wake(paths: StatePaths): void {
  writeFileSync(paths.wake, "");
}
