import { InvalidArgumentError } from "commander";

/** The number of an attempt on the command line. */
export function attempt(value: string): number {
  return count(value, "It is the number of an attempt, from 1.");
}

/** The number of a transaction on the command line. */
export function transaction(value: string): number {
  return count(value, "It is the number of a transaction, from 1; --list shows them.");
}

/** A number of lines on the command line. */
export function lines(value: string): number {
  return count(value, "It is a number of lines, from 1.");
}

/** A time on the command line, as the ledger keeps times; without a zone it is UTC, as they are. */
export function time(value: string): string {
  const seconds = /^\d{9,11}(?:\.\d+)?$/.test(value);
  const [, day, clock = "00:00", zone = "Z"] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(value) ?? [];
  const date = new Date(seconds ? Math.round(Number(value) * 1000) : `${day}T${clock}${zone}`);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new InvalidArgumentError("It is a time such as 2026-03-01T12:00:00Z, or a number of seconds since 1970.");
}

/** The time at which something ends: a time as {@link time} reads it, or how long from now, such as `+2h` or `3d`. */
export function until(value: string): string {
  const length = durationOf(value.replace(/^\+/, ""));
  const end = length === undefined ? time(value) : new Date(Date.now() + length * 1000).toISOString();
  if (end > new Date().toISOString()) return end;
  throw new InvalidArgumentError("It is over already.");
}

/** A length of time such as 15m, 2h or 30d on the command line, in seconds. */
export function duration(value: string): number {
  const length = durationOf(value);
  if (length !== undefined && length > 0) return length;
  throw new InvalidArgumentError("It is a length of time such as 90s, 15m, 2h or 30d.");
}

/** A number of submissions on the command line; none is a number too. */
export function limit(value: string): number {
  return value === "0" ? 0 : count(value, "It is a number, from 0.");
}

/** A scheduler's own name of a job on the command line. */
export function jobName(value: string): string {
  if (value.trim() !== "") return value.trim();
  throw new InvalidArgumentError("It is the scheduler's own name of a job, such as 8231.0.");
}

/** A step of `asimov manage` on the command line. */
export function step(value: string): "build" | "submit" {
  if (value === "build" || value === "submit") return value;
  // The names of events have capitals or digits, as no slip of the keyboard has.
  const option = value.includes("/") ? "--analysis" : /[A-Z0-9]/.test(value) ? "--event" : undefined;
  throw new InvalidArgumentError(`It is "build" or "submit"${option === undefined ? "." : `; for some analyses only: ${option} ${value}`}`);
}

/** A length of time on the command line. */
export function seconds(value: string): number {
  const number = Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError("It is a number of seconds above 0.");
}

/** An option that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };

function durationOf(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(s|m|min|h|d|w)$/i.exec(text.trim()) ?? [];
  return number === undefined || unit === undefined ? undefined : Number(number) * unitSeconds[unit.toLowerCase()]!;
}

function count(value: string, expected: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError(expected);
}
