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

const iso = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ]\s*(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** A time in any form of ISO 8601 with a calendar date, as the ledger keeps it; without a zone it is UTC. Undefined for anything else. */
export function isoTime(text: string): string | undefined {
  const [whole, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = iso.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const [, sign = "+", hours = "00", minutes = "00"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}`;
  const asIf = new Date(`${local}Z`);
  // A 30th of February would become the 2nd of March.
  if (Number.isNaN(asIf.getTime()) || asIf.toISOString() !== `${local}Z`) return undefined;
  const time = new Date(`${local}${sign}${hours}:${minutes}`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
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
