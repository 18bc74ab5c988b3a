import { blockers, listAnalyses, type Analysis } from "@asimov-gw/core/analysis";
import { recordedProgress, type RecordedProgress } from "@asimov-gw/core/lifecycle";
import type { Ledger } from "@asimov-gw/core/ledger";
import { formatDuration } from "@asimov-gw/core/system";

/** One analysis as overviews show it. */
export interface OverviewRow {
  readonly analysis: Analysis;
  /** Reasons why it can't start, when it is ready. */
  readonly waitsFor: readonly string[];
  readonly progress: RecordedProgress | undefined;
}

/** All analyses, or those of one subject, with what they wait for and how far they are. */
export function overview(ledger: Ledger, subject?: string): readonly OverviewRow[] {
  const analyses = listAnalyses(ledger, subject);
  const bySubject = Map.groupBy(analyses, ({ subject: name }) => name);
  return analyses.map((analysis) => ({
    analysis,
    waitsFor: analysis.status === "ready" ? blockers(analysis, bySubject.get(analysis.subject)!).map(({ reason }) => reason) : [],
    progress: analysis.status === "running" ? recordedProgress(ledger, analysis) : undefined,
  }));
}

/** Why an analysis is as it is, in one line. */
export function describe({ analysis, waitsFor, progress }: OverviewRow): string {
  if (waitsFor.length > 0) return `waits: ${waitsFor.join(", ")}`;
  // What a person must know comes before how far it is.
  const words = progress && analysis.remedy === undefined ? describeProgress(progress) : "";
  return words === "" ? analysis.reason.split("\n")[0]! : words;
}

/** How long an analysis has been in its status. */
export function age(analysis: Analysis, now: number): string {
  return formatDuration((now - Date.parse(analysis.since)) / 1000);
}

function describeProgress({ stage, done, total, measures = {}, message }: RecordedProgress): string {
  const share = done !== undefined && total !== undefined && total > 0 ? `${Math.floor((100 * done) / total)} %` : undefined;
  const numbers = Object.entries(measures).map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toPrecision(3)}`);
  // A message says it better than the bare numbers.
  const what = message === undefined || message === "" ? numbers : [message];
  return [stage, share, ...what].filter((part) => part !== undefined && part !== "").join(", ");
}
