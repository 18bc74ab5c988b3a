import type { Review } from "@asimov-gw/core/analysis";

/** What a review found, as tables show it: with the attempt that nobody had seen then, if there is one. */
export function reviewCell({ status, newerAttempt }: Review): string {
  return `${status ?? "note"}${newerAttempt === undefined ? "" : ` (before attempt ${newerAttempt})`}`;
}
