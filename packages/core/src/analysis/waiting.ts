import type { Analysis } from "./analysis.ts";
import type { Candidates } from "./candidates.ts";
import { findCycles } from "./cycle.ts";
import { blockers, type Blocker } from "./ready.ts";

/** An analysis that is `ready` and can't start. */
export interface Waiting {
  readonly analysis: Analysis;
  readonly blocking: readonly Blocker[];
  /** That it waits for itself, in words that follow "waits for"; undefined where it does not. */
  readonly circle: string | undefined;
}

/**
 * What the analyses among `candidates`, or those of them in `of`, that are `ready` wait for, by id, in words that follow "waits for"; those that may
 * start are left out.
 */
export function waitingReasons(candidates: Candidates, of?: readonly Analysis[]): ReadonlyMap<number, readonly string[]> {
  return new Map(
    waitingAnalyses(candidates, of).map(({ analysis, blocking, circle }) => {
      const reasons = blocking.map(({ reason }) => reason);
      return [analysis.id, circle === undefined ? reasons : [...reasons, circle]];
    }),
  );
}

/** The analyses among `candidates`, or those of them in `of`, that are `ready` and can't start, in their order. */
export function waitingAnalyses(candidates: Candidates, of: readonly Analysis[] = candidates.all): readonly Waiting[] {
  const waiting = of.flatMap((analysis) => {
    const blocking = analysis.status === "ready" ? blockers(analysis, candidates) : [];
    return blocking.length > 0 ? [{ analysis, blocking }] : [];
  });
  const circles = circlesIn(waiting);
  return waiting.map(({ analysis, blocking }) => {
    const circle = circles.get(analysis);
    return { analysis, blocking, circle: circle && `itself, in a circle: ${circle.join(" -> ")}` };
  });
}

// Where needs are about statuses, reviews or labels a circle may arise: only a person can open it.
function circlesIn(waiting: readonly Omit<Waiting, "circle">[]): ReadonlyMap<Analysis, readonly string[]> {
  const circles = new Map<Analysis, readonly string[]>();
  // Only what waits for something that waits itself can be in one: of tens of thousands that is hardly any.
  const ids = new Set(waiting.map(({ analysis }) => analysis.id));
  const chained = waiting.filter(({ blocking }) => blocking.some(({ analysis }) => analysis && ids.has(analysis.id)));
  for (const mine of Map.groupBy(chained, ({ analysis }) => analysis.subject).values()) {
    const byName = new Map(mine.map(({ analysis }) => [analysis.name, analysis]));
    const needs = mine.map(({ analysis, blocking }) => [analysis.name, blocking.flatMap((blocker) => innerName(analysis, blocker))] as const);
    for (const circle of findCycles(new Map(needs))) for (const name of circle) circles.set(byName.get(name)!, circle);
  }
  return circles;
}

// Project analyses wait for analyses of events, which never wait for them.
function innerName({ subject }: Analysis, { analysis: other }: Blocker): readonly string[] {
  return other && other.subject === subject ? [other.name] : [];
}
