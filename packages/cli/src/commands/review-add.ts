import { addReview, currentReviews, listAnalyses, reviewStatus, type Analysis, type Review } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";
import { AsimovError, typed } from "@asimov-gw/core/system";

import { ask } from "../ask.ts";
import { readWords } from "../review-words.ts";
import { chosen, confirmed, type SelectionOptions } from "../selection.ts";

/** Options of `asimov review add`. */
export interface AddOptions extends SelectionOptions {
  readonly message?: string;
  readonly as?: string;
}

/** `asimov review add`: puts a review, or a note, on the analysis that the words name, or on those that `--where` selects. */
export async function addReviews(directory: string, command: string, words: readonly string[], options: AddOptions): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const named = options.where || words.length === 0 ? undefined : readWords(ledger, words);
    const analyses = named ? [named.analysis] : await chosen(ledger, [], options);
    const word = named ? named.status : words[0];
    const status = word === undefined ? undefined : reviewStatus(word);
    const message = options.message ?? (await ask(status ? "Why? (may be empty) " : "Note: ")) ?? "";
    if (status === undefined && message.trim() === "") throw nothingSaid(analyses[0]!);
    if (!(await confirmed(analyses, "review", options))) return;
    // One change, so that it can be undone as one.
    const added = ledger.change(() =>
      analyses.map((analysis) => ({ analysis, review: addReview(ledger, analysis.id, { status, message, user: options.as }) })),
    );
    const results = added.map(({ analysis, review }) => ({
      address: analysis.address,
      review,
      alsoPreferred: status === "PREFERRED" ? alsoPreferred(ledger, analysis) : [],
    }));
    if (options.json) return void process.stdout.write(`${JSON.stringify(options.where ? results : results[0], null, 2)}\n`);
    for (const result of results) print(result);
  } finally {
    ledger.close();
  }
}

function print({ address, review, alsoPreferred: also }: { address: string; review: Review; alsoPreferred: readonly string[] }): void {
  process.stdout.write(`${address}  ${review.status ?? "note"}  by ${review.user}\n`);
  for (const other of also) {
    process.stderr.write(`${other} is preferred too, and stays so until: asimov review add ${typed(other)} deprecated\n`);
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
