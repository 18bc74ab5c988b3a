import type { Ledger, Row } from "../ledger/index.ts";
import { AsimovError, didYouMean, timestamp, userName } from "../system/index.ts";
import type { Analysis } from "./analysis.ts";

/** What a review can find. */
export const reviewStatuses = ["REJECTED", "APPROVED", "PREFERRED", "DEPRECATED"] as const;

/** One of {@link reviewStatuses}. */
export type ReviewStatus = (typeof reviewStatuses)[number];

/** What somebody said of an analysis. */
export interface Review {
  /** What they found; undefined for a note. */
  readonly status: ReviewStatus | undefined;
  /** Empty when nothing was said besides the status. */
  readonly message: string;
  /** Who said it. */
  readonly user: string;
  /** When: ISO 8601, UTC. */
  readonly time: string;
  /** Number of the newest attempt where that was begun later: nobody saw its results then. */
  readonly newerAttempt?: number | undefined;
}

/** A review before it is in the ledger; by whoever runs the command, and now, where it does not say. */
export interface ReviewDraft {
  readonly status?: ReviewStatus | undefined;
  readonly message: string;
  readonly user?: string | undefined;
  readonly time?: string | undefined;
}

/** Adds a review to an analysis, by its id; reviews are never changed or removed. */
export function addReview(ledger: Ledger, analysis: number, { status, message, user, time }: ReviewDraft): Review {
  const review = { status, message, user: user ?? userName(), time: time ?? timestamp(ledger.clock) };
  ledger.change((transaction) => transaction.insert("reviews", { analysis_id: analysis, ...review, status: status ?? null }));
  return review;
}

// What goes on from an earlier attempt is the same run.
const select = `SELECT r.*, (SELECT max(a.number) FROM attempts a
  WHERE a.analysis_id = r.analysis_id AND a.resumes IS NULL AND a.started > r.time) AS newer FROM reviews r`;

/** The reviews and notes of an analysis, oldest first. */
export function reviewsOf(ledger: Ledger, analysis: Analysis): readonly Review[] {
  return ledger.all(`${select} WHERE r.analysis_id = ? ORDER BY r.time, r.id`, analysis.id).map(toReview);
}

/** The review that counts for each analysis that has one, by the id of the analysis: the newest with a status. */
export function currentReviews(ledger: Ledger): ReadonlyMap<number, Review> {
  const rows = ledger.all(`${select} WHERE r.status IS NOT NULL ORDER BY r.time, r.id`);
  return new Map(rows.map((row) => [Number(row["analysis_id"]), toReview(row)]));
}

/** The review that counts for an analysis: the newest with a status; undefined where there is none. */
export function currentReview(ledger: Ledger, analysis: Analysis): Review | undefined {
  return reviewsOf(ledger, analysis).findLast(({ status }) => status !== undefined);
}

/**
 * What a review says of the results that are there now. Nobody has seen the results of an attempt that began after it, so that an approval has lapsed
 * then; what was rejected or deprecated stays so until somebody says otherwise.
 */
export function standing({ status, newerAttempt }: Review): ReviewStatus | undefined {
  const approves = status === "APPROVED" || status === "PREFERRED";
  return approves && newerAttempt !== undefined ? undefined : status;
}

/** The status that a word means, in any case. Throws `REVIEW_STATUS`. */
export function reviewStatus(word: string): ReviewStatus {
  const status = knownStatus(word.toUpperCase());
  if (status) return status;
  throw new AsimovError("REVIEW_STATUS", {
    message: `"${word}" is not a status of a review.${didYouMean(word.toUpperCase(), reviewStatuses)}`,
    remedy: `Statuses: ${reviewStatuses.join(", ")}, in any case; without one the message is a note.`,
  });
}

/** The status of a review that is written as `word`; undefined where there is none. */
export function knownStatus(word: unknown): ReviewStatus | undefined {
  return reviewStatuses.find((status) => status === word);
}

function toReview(row: Row): Review {
  const { status, message, user, time, newer } = row;
  const review = { status: knownStatus(status), message: String(message), user: String(user), time: String(time) };
  return newer === null ? review : { ...review, newerAttempt: Number(newer) };
}
