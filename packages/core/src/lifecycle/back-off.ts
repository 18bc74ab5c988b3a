import type { Ledger } from "../ledger/index.ts";
import { thisHost, timestamp, userName } from "../system/index.ts";

/** Tries of one thing that failed, in a row. */
export interface Tries {
  /** When the first of them failed. */
  readonly since: string;
  readonly failures: number;
  /** When a pass of its own accord tries again. */
  readonly nextTry: string;
  readonly reason: string;
}

/** Seconds until the third try in a row; each later wait is twice as long. */
const firstWait = 30;

/** The tries of `what` that failed since it last went well; for this user on this host, as all of these. */
export function failedTries(ledger: Ledger, what: string): Tries | undefined {
  const row = ledger.get("SELECT since, failures, next_try, reason FROM outages WHERE scheduler = ? AND failures > 0", keyOf(what));
  return (
    row && {
      since: String(row["since"]),
      failures: Number(row["failures"]),
      nextTry: String(row["next_try"]),
      reason: String(row["reason"]),
    }
  );
}

/** The tries of `what` with one more that failed now; the next one is due after `longestWait` seconds at most. */
export function withFailure(ledger: Ledger, what: string, reason: string, longestWait: number): Tries {
  const now = ledger.clock.now();
  const { failures = 0, since = timestamp(ledger.clock) } = failedTries(ledger, what) ?? {};
  // The first failure may be a hiccup: the next pass tries again.
  const wait = failures === 0 ? 0 : Math.min(longestWait, firstWait * 2 ** (failures - 1));
  return { since, failures: failures + 1, nextTry: new Date(now + wait * 1000).toISOString(), reason };
}

/** Writes down the tries of `what`. */
export function noteTries(ledger: Ledger, what: string, { since, failures, nextTry, reason }: Tries): void {
  ledger.note("outages", "scheduler", { scheduler: keyOf(what), since, failures, next_try: nextTry, reason });
}

/** Whether the next try of `what` is still to be waited for. */
export function isEarly(ledger: Ledger, { nextTry }: Tries): boolean {
  return Date.parse(nextTry) > ledger.clock.now();
}

// Whether it can be reached is a matter of who asks, and from where.
function keyOf(what: string): string {
  return `${what} of ${userName()} on ${thisHost()}`;
}
