import {
  candidateBatches,
  currentPauses,
  currentReviews,
  describePause,
  pauseOf,
  waitingReasons,
  type Analysis,
  type Pause,
  type Review,
} from "@asimov-gw/core/analysis";
import {
  recordedProgress,
  staleAnalyses,
  unconfirmedSubmissions,
  type RecordedProgress,
  type UnconfirmedSubmission,
} from "@asimov-gw/core/lifecycle/record";
import type { Ledger } from "@asimov-gw/core/ledger";
import { formatDuration, typed } from "@asimov-gw/core/system";

/** One analysis as overviews show it. */
export interface OverviewRow {
  readonly analysis: Analysis;
  /** Reasons why it can't start, when it is ready; that it is paused is the first one. */
  readonly waitsFor: readonly string[];
  /** The pause that it is in. */
  readonly paused: Pause | undefined;
  readonly progress: RecordedProgress | undefined;
  /** What changed among its needs since it was built, when it is finished and that was asked for. */
  readonly stale: readonly string[];
  /** Its submission of which nobody can say whether it exists, if there is one. */
  readonly unconfirmed: UnconfirmedSubmission | undefined;
  /** The review that counts. */
  readonly review: Review | undefined;
}

/** Which analyses an overview shows, and what of them. */
export interface OverviewOptions {
  /** Name of the only subject. */
  readonly subject?: string | undefined;
  /** Ids. */
  readonly only?: ReadonlySet<number> | undefined;
  /** Also what changed among the needs of finished ones, for which all their snapshots are read. */
  readonly stale?: boolean;
}

/**
 * All analyses, or some, with what they wait for and how far they are, subject by subject and the project analyses last; read as they are
 * taken, since all rows of a large project together would cost more memory and time than each of them.
 */
export function* overview(ledger: Ledger, { subject, only, stale = false }: OverviewOptions = {}): Generator<OverviewRow> {
  const reviews = currentReviews(ledger);
  const unconfirmed = unconfirmedSubmissions(ledger);
  const pauses = currentPauses(ledger);
  for (const { analyses, candidates } of candidateBatches(ledger, subject)) {
    const shown = only ? analyses.filter(({ id }) => only.has(id)) : analyses;
    const waiting = waitingReasons(candidates, analyses);
    const changed = stale ? staleAnalyses(ledger, candidates, shown) : undefined;
    for (const analysis of shown) {
      const paused = pauseOf(pauses, analysis);
      const others = waiting.get(analysis.id) ?? [];
      yield {
        analysis,
        unconfirmed: unconfirmed.get(analysis.id),
        review: reviews.get(analysis.id),
        paused,
        waitsFor: paused && analysis.status === "ready" ? [`the end of its pause (${describePause(paused)})`, ...others] : others,
        progress: analysis.status === "running" ? recordedProgress(ledger, analysis) : undefined,
        stale: changed?.get(analysis.id) ?? [],
      };
    }
  }
}

/** Why an analysis is as it is, in one line. */
export function describe({ analysis, waitsFor, progress, unconfirmed }: OverviewRow): string {
  if (unconfirmed) return `unconfirmed since ${unconfirmed.since}: ${unconfirmed.reason.split("\n")[0]!}`;
  if (waitsFor.length > 0) return `waits for ${waitsFor.join("; for ")}`;
  // What a person must know comes before how far it is.
  const words = progress && analysis.remedy === undefined ? describeProgress(progress) : "";
  return words === "" ? analysis.reason.split("\n")[0]! : words;
}

/** What to type so that a stale analysis runs with what it needs now. */
export function refresh(address: string): string {
  return `asimov analysis restart ${typed(address)} --refresh`;
}

/** How long an analysis has been in its status. */
export function age(analysis: Analysis, now: number): string {
  return formatDuration((now - Date.parse(analysis.since)) / 1000);
}

/** How far a running analysis is, on one line; empty when nothing is known. */
export function describeProgress({ stage, done, total, measures = {}, message }: RecordedProgress): string {
  const share = done !== undefined && total !== undefined && total > 0 ? `${Math.floor((100 * done) / total)} %` : undefined;
  const numbers = Object.entries(measures).map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toPrecision(3)}`);
  // A message says it better than the bare numbers.
  const what = message === undefined || message === "" ? numbers : [message];
  return [stage, share, ...what].filter((part) => part !== undefined && part !== "").join(", ");
}
