import type { ToldOutage } from "@asimov-gw/core/lifecycle";
import { formatDuration } from "@asimov-gw/core/system";

/** A scheduler that is out of reach, what was not done because of that, and since when, in one line; `now` in milliseconds since 1970. */
export function outageLine({ scheduler, since, nextTry, unchecked, unsubmitted, reason }: ToldOutage, now: number): string {
  const what = [...(unchecked > 0 ? [`not checked: ${counted(unchecked)}`] : []), ...(unsubmitted > 0 ? [`not made: ${counted(unsubmitted)}`] : [])];
  const wait = (Date.parse(nextTry) - now) / 1000;
  const next = wait > 0 ? `; next try in ${formatDuration(wait)}, or with --now` : "";
  return `scheduler "${scheduler}" is out of reach since ${since}${what.length > 0 ? `, ${what.join(", ")}` : ""}${next}: ${reason}`;
}

function counted(count: number): string {
  return count === 1 ? "1 submission" : `${count} submissions`;
}
