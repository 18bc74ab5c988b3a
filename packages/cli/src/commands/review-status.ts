import { currentReviews, findTarget, reviewsOf, type Analysis, type Review } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";

import { printText } from "../print.ts";
import { reviewCell } from "../review-cell.ts";
import { targets } from "../selection.ts";
import { formatTable } from "../table.ts";

/** `asimov review status`: the review of each analysis that counts, or all reviews and notes of one. */
export async function reviewsText(
  directory: string,
  command: string,
  subject: string | undefined,
  name: string | undefined,
  { json, where }: { readonly json?: boolean; readonly where?: readonly string[] },
): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const one = subject === undefined || where ? undefined : findTarget(ledger, subject, name).analysis;
    printText(one ? historyText(ledger, one, json) : overviewText(ledger, await targets(ledger, subject, name, where), json));
  } finally {
    ledger.close();
  }
}

function historyText(ledger: Ledger, analysis: Analysis, json = false): string {
  const reviews = reviewsOf(ledger, analysis);
  if (json) return `${JSON.stringify({ address: analysis.address, reviews }, null, 2)}\n`;
  if (reviews.length === 0) return `${analysis.address} has no review yet\n`;
  return lines(reviews.map((review) => [reviewCell(review), ...cells(review)]));
}

function overviewText(ledger: Ledger, analyses: readonly Analysis[], json = false): string {
  const current = currentReviews(ledger);
  const rows = analyses.map((analysis) => ({ analysis, review: current.get(analysis.id) }));
  if (json) {
    const plain = rows.map(({ analysis: { address, pipeline, status }, review }) => ({ address, pipeline, status, review: review ?? null }));
    return `${JSON.stringify(plain, null, 2)}\n`;
  }
  if (rows.length === 0) return "no analyses yet; asimov apply -f BLUEPRINT.yaml adds some\n";
  return lines(
    rows.map(({ analysis, review }) => [analysis.address, review ? reviewCell(review) : "none", ...(review ? cells(review) : ["", "", ""])]),
  );
}

function cells({ user, time, message }: Review): readonly string[] {
  return [user, time, message.replaceAll(/\s*\n\s*/g, " ")];
}

function lines(rows: readonly (readonly string[])[]): string {
  return formatTable(rows, process.stdout.columns ?? 1000)
    .map((line) => `${line}\n`)
    .join("");
}
