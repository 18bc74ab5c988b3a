import { findCycle, formatNeed, isStatic, plainName, type Candidates, type Need } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { placeIn } from "../../settings/index.ts";
import { AsimovError, didYouMean, type Place } from "../../system/index.ts";
import { plannedCandidates, type AnalysisStep, type Planned } from "./planned.ts";
import type { Step } from "./step.ts";

/** What is wrong with needs, and what is only worth a note. */
export interface NeedsFindings {
  readonly problems: readonly AsimovError[];
  readonly notes: ReadonlyMap<Step, readonly string[]>;
}

/** Looks at the needs of the analyses that `steps` apply: unknown names, circles, and conditions that match nothing now. */
export function checkNeeds(ledger: Ledger, steps: readonly Step[]): NeedsFindings {
  const mine = steps.filter((step) => step.kind === "analysis");
  const candidates = plannedCandidates(ledger, steps, mine);
  const bySubject = Map.groupBy(candidates.all, ({ subject }) => subject);
  const problems: AsimovError[] = [];
  const notes = new Map<Step, readonly string[]>();
  for (const analyses of bySubject.values()) {
    problems.push(...unknownNames(analyses), ...circles(analyses, candidates));
  }
  if (problems.length > 0) return { problems, notes };
  for (const analysis of candidates.all) {
    const found = analysis.step && analysis.step.action !== "unchanged" ? unmatched(analysis, candidates) : [];
    if (found.length > 0) notes.set(analysis.step!, found);
  }
  return { problems, notes };
}

function unknownNames(analyses: readonly Planned[]): readonly AsimovError[] {
  const names = new Set(analyses.map(({ name }) => name));
  return analyses.flatMap(({ step }) =>
    (step?.needs ?? []).flatMap((need, index) => {
      const name = plainName(need);
      if (!step || name === undefined || names.has(name) || need.optional) return [];
      return [
        new AsimovError("NEEDS_UNKNOWN", {
          message: `${step.what} needs "${name}", which is not an analysis of ${step.subject}.${didYouMean(name, names)}`,
          at: placeOf(step, index),
          remedy: "Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}",
        }),
      ];
    }),
  );
}

function circles(analyses: readonly Planned[], candidates: Candidates<Planned>): readonly AsimovError[] {
  const graph = new Map(analyses.map((analysis) => [analysis.name, analysis.needs.flatMap((need) => lastingly(need, analysis, candidates))]));
  const cycle = findCycle(graph);
  const start = cycle && analyses.find(({ step, name }) => step && cycle.includes(name));
  if (!cycle || !start?.step) return [];
  const index = start.needs.findIndex((need) => lastingly(need, start, candidates).some((name) => cycle.includes(name)));
  return [
    new AsimovError("NEEDS_CYCLE", {
      message: `the analyses of ${start.subject} need each other in a circle: ${cycle.join(" -> ")}`,
      at: placeOf(start.step, index),
      remedy: 'Remove one of these from its "needs", or choose conditions that do not mean it.',
    }),
  ];
}

// What a need means whatever happens: a circle that statuses, reviews or labels close may open again by itself, and blocks until then.
function lastingly(need: Need, analysis: Planned, candidates: Candidates<Planned>): readonly string[] {
  const name = plainName(need);
  if (name !== undefined) return [name];
  return need.conditions.every(isStatic) ? candidates.matching(need, analysis).map((other) => other.name) : [];
}

function unmatched(analysis: Planned, candidates: Candidates<Planned>): readonly string[] {
  return analysis.needs.flatMap((need) => {
    if (plainName(need) !== undefined || candidates.matching(need, analysis).length > 0) return [];
    const meaning = need.optional ? "it is optional, so that nothing waits for it" : "it waits until something does";
    return [`${analysis.name} needs "${formatNeed(need)}", which nothing matches now: ${meaning}`];
  });
}

function placeOf({ document }: AnalysisStep, index: number): Place {
  return placeIn(document.source, ["needs", String(index)]);
}
