import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { localStatus } from "@asimov-gw/core/scheduler";

import type { Place } from "./place.ts";
import { runQueue } from "./queue.ts";

/** Waits until all jobs have ended; false when nobody looks after some of them, so that they wait for the next pass. */
export async function jobsEnded(place: Place): Promise<boolean> {
  runQueue(place);
  const limit = performance.now() + 300_000;
  if (!existsSync(join(place.state, "host.json"))) return true;
  for (;;) {
    const { open, supervisor } = await localStatus({ directory: place.state });
    if (open.length === 0 || !supervisor) return open.length === 0;
    if (performance.now() > limit) throw new Error(`jobs do not end: ${open.map(({ token, reason }) => `${token} ${reason ?? ""}`).join("; ")}`);
    await pause(10);
  }
}

/** Waits until a condition holds. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const limit = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`waited a minute for ${what}`);
    await pause(5);
  }
}
