import { findAnalysis, findTarget, subjectByName, type Analysis } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { AsimovError, typed } from "@asimov-gw/core/system";

/** What the words of `asimov review add` name. */
export interface Reviewed {
  readonly analysis: Analysis;
  /** The word that is left: the status. */
  readonly status: string | undefined;
}

/**
 * The analysis, and the status, of `SUBJECT/ANALYSIS [STATUS]`, `SUBJECT ANALYSIS [STATUS]` or `ANALYSIS [STATUS]` where its name is unique.
 * Throws `REVIEW_NEEDS_ANALYSIS`, and what {@link findTarget} throws.
 */
export function readWords(ledger: Ledger, [first = "", second, third]: readonly string[]): Reviewed {
  if (second !== undefined && third !== undefined) return { analysis: required(ledger, first, second), status: third };
  // A subject is followed by one of its analyses, everything else by a status.
  const ofSubject = second !== undefined && subjectByName(ledger, first) !== undefined;
  return ofSubject ? { analysis: required(ledger, first, second), status: undefined } : { analysis: required(ledger, first), status: second };
}

function required(ledger: Ledger, name: string, second?: string): Analysis {
  if (second === undefined && subjectByName(ledger, name) === undefined) return findAnalysis(ledger, name);
  const { analysis, subject } = findTarget(ledger, name, second);
  if (analysis) return analysis;
  throw new AsimovError("REVIEW_NEEDS_ANALYSIS", {
    message: `a review is about one analysis, and ${subject.name} is an event`,
    remedy: `Name the analysis too: asimov review add ${typed(subject.name)} ANALYSIS STATUS`,
    exitCode: 2,
  });
}
