import { isMap, type Value } from "../settings/index.ts";
import { AsimovError, didYouMean, isoTime, type Place } from "../system/index.ts";
import { knownStatus, reviewStatuses, type ReviewDraft } from "./reviews.ts";

/** The reviews that a blueprint's `review` lists, and what is wrong with it. */
export interface ReviewList {
  readonly reviews: readonly ReviewDraft[];
  readonly problems: readonly AsimovError[];
}

const keys = ["status", "message", "timestamp", "reviewer"];

/**
 * Reads `review` of an analysis's blueprint: a list of `{status, message, timestamp, reviewer}`, where a note has no status. A time without a
 * zone is UTC, as in existing ledgers. Problems: `REVIEW_INVALID`.
 */
export function readReviews(value: Value | undefined, at: (...path: readonly string[]) => Place): ReviewList {
  if (value === undefined || value === null) return { reviews: [], problems: [] };
  if (!Array.isArray(value)) return { reviews: [], problems: [invalid(`"review" is ${JSON.stringify(value)}, not a list`, at())] };
  const items = value.map((item: Value, index) => readItem(item, (...path) => at(String(index), ...path)));
  return { reviews: items.flatMap(({ reviews }) => reviews), problems: items.flatMap(({ problems }) => problems) };
}

function readItem(item: Value, at: (...path: readonly string[]) => Place): ReviewList {
  if (!isMap(item)) return { reviews: [], problems: [invalid(`${JSON.stringify(item)} is not a review`, at())] };
  const problems = Object.keys(item)
    .filter((key) => !keys.includes(key))
    .map((key) => invalid(`a review has no "${key}".${didYouMean(key, keys)}`, at(key)));
  const text = (key: string): string | undefined => {
    const value = item[key];
    if (value === undefined || value === null || typeof value === "string") return value ?? undefined;
    problems.push(invalid(`"${key}" is ${JSON.stringify(value)}, not text`, at(key)));
    return undefined;
  };
  const [word, message, time, user] = [text("status"), text("message"), text("timestamp"), text("reviewer")];
  const status = knownStatus(word?.toUpperCase());
  if (word !== undefined && status === undefined) {
    problems.push(invalid(`"${word}" is not a status of a review.${didYouMean(word.toUpperCase(), reviewStatuses)}`, at("status")));
  }
  const then = time === undefined ? undefined : isoTime(time);
  if (time !== undefined && then === undefined) problems.push(invalid(`"${time}" is not a time`, at("timestamp")));
  if (problems.length === 0 && word === undefined && (message ?? "") === "") {
    problems.push(invalid("the review has neither a status nor a message", at()));
  }
  return { reviews: [{ status, message: message ?? "", user, time: then }], problems };
}

function invalid(message: string, at: Place): AsimovError {
  return new AsimovError("REVIEW_INVALID", {
    message,
    at,
    remedy: `Write a list such as: review: [{status: APPROVED, message: "converged", timestamp: "2026-03-01 12:00:00"}] (${reviewStatuses.join(", ")}; none for a note)`,
  });
}
