import type { Clock } from "@asimov-gw/core/system";

/** A clock that stands still until it is told to go on. */
export class VirtualClock implements Clock {
  #now: number;

  /** Begins at `start`, a time in ISO 8601. */
  constructor(start = "2026-01-01T00:00:00.000Z") {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  /** Lets so many seconds go by. */
  advance(seconds: number): void {
    this.#now += Math.round(seconds * 1000);
  }
}
