import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { AsimovError } from "../../system/index.ts";
import type { Engine } from "./engine.ts";
import type { StartedSupervisor } from "./place.ts";
import type { StatePaths } from "./settings.ts";
import { askToLeave, livingSupervisor, type SupervisorRecord } from "./supervisor-record.ts";

/** Sees to it that a supervisor lives which speaks our protocol or a newer one, and wakes it. Throws `SCHEDULER_UNREACHABLE` when it cannot. */
export async function ensureSupervisor(paths: StatePaths, { name, settings, place }: Engine): Promise<SupervisorRecord> {
  const deadline = performance.now() + settings.startSeconds * 1000;
  let started: StartedSupervisor | undefined;
  while (performance.now() < deadline) {
    const living = await livingSupervisor(paths, place);
    if (living && living.protocol >= settings.protocol) {
      wake(paths);
      return living;
    }
    if (living) askToLeave(paths, living);
    // One that ended without becoming the supervisor found the lock taken, perhaps by one that was just leaving.
    else if (!started || (await started.hasLeft())) started = await place.start(paths, settings);
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
