import { blockers, candidatesIn, findCycles, type Analysis, type Blocker } from "@asimov-gw/core/analysis";
import { recordedProgress, staleAnalyses, type RecordedProgress } from "@asimov-gw/core/lifecycle";
import type { Ledger } from "@asimov-gw/core/ledger";
import { formatDuration, typed } from "@asimov-gw/core/system";

/** One analysis as overviews show it. */
export interface OverviewRow {
  readonly analysis: Analysis;
  /** Reasons why it can't start, when it is ready. */
  readonly waitsFor: readonly string[];
  readonly progress: RecordedProgress | undefined;
  /** What changed among its needs since it was built, when it is finished. */
  readonly stale: readonly string[];
}

/** All analyses, those of one subject, or those with the ids in `only`, with what they wait for and how far they are. */
export function overview(ledger: Ledger, subject?: string, only?: ReadonlySet<number>): readonly OverviewRow[] {
  const candidates = candidatesIn(ledger, subject);
  const waiting = candidates.all.map((analysis) => (analysis.status === "ready" ? blockers(analysis, candidates) : []));
  const circles = circlesOf(candidates.all, waiting);
  const stale = staleAnalyses(ledger, candidates);
  const rows = candidates.all.map((analysis, index) => ({
    analysis,
    waitsFor: [...waiting[index]!.map(({ reason }) => reason), ...(circles.get(analysis.id) ?? [])],
    progress: analysis.status === "running" ? recordedProgress(ledger, analysis) : undefined,
    stale: stale.get(analysis.id) ?? [],
  }));
  return only ? rows.filter(({ analysis }) => only.has(analysis.id)) : rows;
}

// Such circles are possible where needs are about statuses, reviews or labels: only a person can open them.
function circlesOf(analyses: readonly Analysis[], waiting: readonly (readonly Blocker[])[]): ReadonlyMap<number, readonly string[]> {
  const circles = new Map<number, string[]>();
  const bySubject = Map.groupBy(
    analyses.map((analysis, index) => ({ analysis, blocking: waiting[index]! })).filter(({ blocking }) => blocking.length > 0),
    ({ analysis }) => analysis.subject,
  );
  for (const mine of bySubject.values()) {
    const ids = new Map(mine.map(({ analysis }) => [analysis.name, analysis.id]));
    const graph = mine.map(({ analysis, blocking }) => [analysis.name, blocking.flatMap((blocker) => innerName(analysis, blocker))] as const);
    for (const circle of findCycles(new Map(graph))) {
      for (const name of circle.slice(1)) circles.set(ids.get(name)!, [`itself, in a circle: ${circle.join(" -> ")}`]);
    }
  }
  return circles;
}

// Project analyses wait for analyses of events, which never wait for them.
function innerName({ subject }: Analysis, { analysis: other }: Blocker): readonly string[] {
  return other && other.subject === subject ? [other.name] : [];
}

/** Why an analysis is as it is, in one line. */
export function describe({ analysis, waitsFor, progress }: OverviewRow): string {
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

function describeProgress({ stage, done, total, measures = {}, message }: RecordedProgress): string {
  const share = done !== undefined && total !== undefined && total > 0 ? `${Math.floor((100 * done) / total)} %` : undefined;
  const numbers = Object.entries(measures).map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toPrecision(3)}`);
  // A message says it better than the bare numbers.
  const what = message === undefined || message === "" ? numbers : [message];
  return [stage, share, ...what].filter((part) => part !== undefined && part !== "").join(", ");
}
