/** Where the time comes from; a test gives its own. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A time as the ledger keeps it: UTC, ISO 8601, with milliseconds. */
export function timestamp(clock: Clock = systemClock): string {
  return new Date(clock.now()).toISOString();
}

/** A duration in seconds as people read it: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
export function formatDuration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return `${s} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

// A timer counts milliseconds in 31 bits; more than that would fire at once.
const longestTimer = 2 ** 31 - 1;

/** Calls `work` after so many seconds; never when that is more than a timer can count (24 days). */
export function after(seconds: number, work: () => void): NodeJS.Timeout | undefined {
  return seconds * 1000 > longestTimer ? undefined : setTimeout(work, seconds * 1000);
}
