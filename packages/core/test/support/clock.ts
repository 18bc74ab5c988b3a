import type { Clock } from "../../src/system/index.ts";

/** A clock that stands still at `time`. */
export function fixedClock(time = "2026-03-01T12:00:00.000Z"): Clock {
  return { now: () => Date.parse(time) };
}
