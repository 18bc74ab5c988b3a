import { addReview, currentReviews, listAnalyses, reviewStatus, type Analysis } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";
import { AsimovError, typed } from "@asimov-gw/core/system";

import { ask } from "../ask.ts";
import { readWords } from "../review-words.ts";

/** Options of `asimov review add`. */
export interface AddOptions {
  readonly message?: string;
  readonly as?: string;
  readonly json?: boolean;
}

/** `asimov review add`: puts a review, or a note, on the analysis that the words name. */
export async function addReviewTo(directory: string, command: string, first: string, words: readonly string[], options: AddOptions): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const { analysis, status: word } = readWords(ledger, first, words);
    const status = word === undefined ? undefined : reviewStatus(word);
    const message = options.message ?? (await ask(status ? "Why? (may be empty) " : "Note: ")) ?? "";
    if (status === undefined && message.trim() === "") throw nothingSaid(analysis);
    const review = addReview(ledger, analysis.id, { status, message, user: options.as });
    const also = status === "PREFERRED" ? alsoPreferred(ledger, analysis) : [];
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ address: analysis.address, review, alsoPreferred: also }, null, 2)}\n`);
      return;
    }
    process.stdout.write(`${analysis.address}  ${review.status ?? "note"}  by ${review.user}\n`);
    for (const other of also) {
      process.stderr.write(`${other} is preferred too, and stays so until: asimov review add ${typed(other)} deprecated\n`);
    }
  } finally {
    ledger.close();
  }
}

// Whoever preferred another one said so for a reason: their word is theirs to take back.
function alsoPreferred(ledger: Ledger, analysis: Analysis): readonly string[] {
  if (analysis.subject === undefined) return [];
  const reviews = currentReviews(ledger);
  const others = listAnalyses(ledger, analysis.subject).filter(({ id }) => id !== analysis.id);
  return others.filter(({ id }) => reviews.get(id)?.status === "PREFERRED").map(({ address }) => address);
}

function nothingSaid({ address }: Analysis): AsimovError {
  return new AsimovError("REVIEW_EMPTY", {
    message: "a review has a status or a message",
    at: address,
    remedy: `A status: asimov review add ${typed(address)} approved\nA note: asimov review add ${typed(address)} -m "MESSAGE"`,
    exitCode: 2,
  });
}
