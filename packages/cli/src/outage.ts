import { describeOutage, type ToldOutage } from "@asimov-gw/core/lifecycle";
import { formatDuration } from "@asimov-gw/core/system";

/** An outage in one line with its next try; `now` in milliseconds since 1970. */
export function outageLine(outage: ToldOutage, now: number): string {
  const wait = (Date.parse(outage.nextTry) - now) / 1000;
  return describeOutage(outage, wait > 0 ? `; next try in ${formatDuration(wait)}, or with --now` : "");
}
