import fc from "fast-check";
import { expect, test } from "vitest";

import {
  addReview,
  currentReview,
  currentReviews,
  findAnalysis,
  ledgerFacts,
  reviewStatus,
  reviewStatuses,
  reviewsOf,
} from "../../src/analysis/index.ts";
import { readHistory } from "../../src/ledger/index.ts";
import { analysis, applyText, event, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

test("the newest review with a status counts, and none is lost", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe") + analysis("psd"));
  const [pe, psd] = [findAnalysis(ledger, "GW1/pe"), findAnalysis(ledger, "GW1/psd")];
  addReview(ledger, pe.id, { status: "APPROVED", message: "fine", user: "one", time: "2026-03-01T10:00:00.000Z" });
  addReview(ledger, pe.id, { status: "REJECTED", message: "earlier, written down later", user: "two", time: "2026-03-01T09:00:00.000Z" });
  addReview(ledger, pe.id, { message: "a note", user: "three" });
  addReview(ledger, psd.id, { message: "only a note" });
  expect(reviewsOf(ledger, pe).map(({ status, user }) => [status, user])).toEqual([
    ["REJECTED", "two"],
    ["APPROVED", "one"],
    [undefined, "three"],
  ]);
  expect(currentReview(ledger, pe)).toEqual({ status: "APPROVED", message: "fine", user: "one", time: "2026-03-01T10:00:00.000Z" });
  expect(currentReview(ledger, psd)).toBeUndefined();
  expect([...currentReviews(ledger).keys()]).toEqual([pe.id]);
});

test("an approval lapses for needs when a new attempt begins, a rejection does not, and what goes on from an attempt changes nothing", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  const pe = findAnalysis(ledger, "pe");
  const begin = (number: number, resumes: number | null): void => {
    const facts = { analysis_id: pe.id, number, resumes, snapshot: "{}", run_directory: "/work/pe", started: `2026-03-0${number}T00:00:00.000Z` };
    ledger.change((transaction) => transaction.insert("attempts", facts));
  };
  const reviewNow = (): unknown => ledgerFacts(ledger).review(pe);
  begin(1, null);
  addReview(ledger, pe.id, { status: "APPROVED", message: "", time: "2026-03-01T12:00:00.000Z" });
  begin(2, 1);
  expect(reviewNow()).toBe("APPROVED");
  begin(3, null);
  expect(reviewNow()).toBeUndefined();
  addReview(ledger, pe.id, { status: "REJECTED", message: "", time: "2026-03-03T12:00:00.000Z" });
  begin(4, null);
  expect(reviewNow()).toBe("REJECTED");
});

test("of two at the same time the one that came later counts", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  const pe = findAnalysis(ledger, "pe");
  addReview(ledger, pe.id, { status: "APPROVED", message: "" });
  addReview(ledger, pe.id, { status: "DEPRECATED", message: "" });
  expect(currentReview(ledger, pe)?.status).toBe("DEPRECATED");
});

test("the review that counts is the last one by time, whatever the order in which they came", () => {
  const ledger = ledgerWith(event("GW1"));
  const status = fc.option(fc.constantFrom(...reviewStatuses), { nil: undefined });
  let count = 0;
  fc.assert(
    fc.property(fc.array(fc.record({ status, minute: fc.integer({ min: 10, max: 15 }) }), { maxLength: 8 }), (drafts) => {
      const name = `a${++count}`;
      applyText(ledger, analysis(name));
      const found = findAnalysis(ledger, name);
      const at = (minute: number): string => `2026-03-01T10:${minute}:00.000Z`;
      for (const draft of drafts) addReview(ledger, found.id, { status: draft.status, message: "", time: at(draft.minute) });
      const expected = drafts.filter((draft) => draft.status !== undefined).toSorted((a, b) => a.minute - b.minute);
      expect(currentReview(ledger, found)?.status).toBe(expected.at(-1)?.status);
      expect(currentReviews(ledger).get(found.id)?.status).toBe(expected.at(-1)?.status);
    }),
    { numRuns: 50 },
  );
});

test("a status is understood in any case, and nothing else is", async () => {
  expect(reviewStatus("Approved")).toBe("APPROVED");
  expect(await refusal(() => reviewStatus("aproved"))).toMatchInlineSnapshot(`
    "REVIEW_STATUS nowhere
      "aproved" is not a status of a review. Did you mean "APPROVED"?
      Statuses: REJECTED, APPROVED, PREFERRED, DEPRECATED, in any case; without one the message is a note."
  `);
});

const reviewed = `review:
  - status: approved
    message: converged
    timestamp: 2024-05-06 07:08:09.123456
  - message: "look at H1"
    timestamp: 2024-05-07
  - {status: preferred, timestamp: "20240508T101112+0200", reviewer: team}
  - {status: null, message: now}
`;

test("the reviews of a blueprint come with the analysis, at their times, and are not the blueprint's afterwards", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe", reviewed));
  const pe = findAnalysis(ledger, "pe");
  expect(reviewsOf(ledger, pe).map(({ status, time, message }) => [status, time, message])).toEqual([
    ["APPROVED", "2024-05-06T07:08:09.123Z", "converged"],
    [undefined, "2024-05-07T00:00:00.000Z", "look at H1"],
    ["PREFERRED", "2024-05-08T08:11:12.000Z", ""],
    [undefined, "2026-03-01T12:00:00.000Z", "now"],
  ]);
  expect(currentReview(ledger, pe)?.user).toBe("team");
  // In the transaction that made the analysis.
  const transactions = readHistory(ledger).filter(({ entity }) => entity === "reviews" || entity === "analyses");
  expect(new Set(transactions.map(({ transaction }) => transaction)).size).toBe(1);

  const changed = reviewed.replace("approved", "rejected");
  expect(applyText(ledger, event("GW1") + analysis("pe", changed)).map(({ action }) => action)).toEqual(["unchanged", "unchanged"]);
  applyText(ledger, analysis("pe", `${changed}waveform: {approximant: X}\n`), { update: true });
  expect(reviewsOf(ledger, pe).map(({ status }) => status)).toEqual(["APPROVED", undefined, "PREFERRED", undefined]);
});

test("what is wrong with the reviews of a blueprint is said with its place", async () => {
  const text = `review:
  - {status: aproved, mesage: x, timestamp: yesterday}
  - {message: [a]}
  - {}
  - good
  - {status: rejected, timestamp: 2024-02-30 10:00}
`;
  expect(await refusal(() => ledgerWith(event("GW1") + analysis("pe", text)))).toMatchInlineSnapshot(`
    "REVIEW_INVALID /work/blueprint-1.yaml:10:31
      a review has no "mesage". Did you mean "message"?
      Write a list such as: review: [{status: APPROVED, message: "converged", timestamp: "2026-03-01 12:00:00"}] (REJECTED, APPROVED, PREFERRED, DEPRECATED; none for a note)
    REVIEW_INVALID /work/blueprint-1.yaml:10:14
      "aproved" is not a status of a review. Did you mean "APPROVED"?
      Write a list such as: review: [{status: APPROVED, message: "converged", timestamp: "2026-03-01 12:00:00"}] (REJECTED, APPROVED, PREFERRED, DEPRECATED; none for a note)
    REVIEW_INVALID /work/blueprint-1.yaml:10:45
      "yesterday" is not a time
      Write a list such as: review: [{status: APPROVED, message: "converged", timestamp: "2026-03-01 12:00:00"}] (REJECTED, APPROVED, PREFERRED, DEPRECATED; none for a note)
    REVIEW_INVALID /work/blueprint-1.yaml:11:6
      "message" is ["a"], not text
      Write a list such as: review: [{status: APPROVED, message: "converged", timestamp: "2026-03-01 12:00:00"}] (REJECTED, APPROVED, PREFERRED, DEPRECATED; none for a note)
    REVIEW_INVALID /work/blueprint-1.yaml:12:5
      the review has neither a status nor a message
      Write a list such as: review: [{status: APPROVED, message: "converged", timestamp: "2026-03-01 12:00:00"}] (REJECTED, APPROVED, PREFERRED, DEPRECATED; none for a note)
    REVIEW_INVALID /work/blueprint-1.yaml:13:5
      "good" is not a review
      Write a list such as: review: [{status: APPROVED, message: "converged", timestamp: "2026-03-01 12:00:00"}] (REJECTED, APPROVED, PREFERRED, DEPRECATED; none for a note)
    REVIEW_INVALID /work/blueprint-1.yaml:14:35
      "2024-02-30 10:00" is not a time
      Write a list such as: review: [{status: APPROVED, message: "converged", timestamp: "2026-03-01 12:00:00"}] (REJECTED, APPROVED, PREFERRED, DEPRECATED; none for a note)"
  `);
  expect(await refusal(() => ledgerWith(event("GW1") + analysis("pe", "review: approved\n")))).toMatchInlineSnapshot(`
    "REVIEW_INVALID /work/blueprint-1.yaml:9:9
      "review" is "approved", not a list
      Write a list such as: review: [{status: APPROVED, message: "converged", timestamp: "2026-03-01 12:00:00"}] (REJECTED, APPROVED, PREFERRED, DEPRECATED; none for a note)"
  `);
});
