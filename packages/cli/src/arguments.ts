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

/** A step of `asimov manage` on the command line. */
export function step(value: string): "build" | "submit" {
  if (value === "build" || value === "submit") return value;
  throw new InvalidArgumentError('It is "build" or "submit".');
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

function count(value: string, expected: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError(expected);
}
