import { findCycle, listAnalyses } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { placeIn } from "../../settings/index.ts";
import { AsimovError, didYouMean, type Place } from "../../system/index.ts";
import type { Step } from "./step.ts";

/** What is wrong with the needs of the analyses that `steps` apply: unknown ones, and circles. */
export function checkNeeds(ledger: Ledger, steps: readonly Step[]): readonly AsimovError[] {
  const bySubject = Map.groupBy(
    steps.filter((step) => step.kind === "analysis"),
    ({ subject }) => subject,
  );
  return [...bySubject].flatMap(([subject, mine]) => {
    const graph = new Map(listAnalyses(ledger, subject).map((analysis) => [analysis.name, analysis.needs.map((need) => need.name)]));
    for (const step of mine)
      graph.set(
        step.name,
        step.needs.map((need) => need.name),
      );
    const at = (step: (typeof mine)[number], index = 0): Place => placeIn(step.document.source, ["needs", String(index)]);
    const unknown = mine.flatMap((step) =>
      step.needs.flatMap((need, index) =>
        graph.has(need.name) || need.optional
          ? []
          : [
              new AsimovError("NEEDS_UNKNOWN", {
                message: `${step.what} needs "${need.name}", which is not an analysis of ${subject}.${didYouMean(need.name, graph.keys())}`,
                at: at(step, index),
                remedy: "Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}",
              }),
            ],
      ),
    );
    const cycle = findCycle(graph);
    const start = cycle && mine.find((step) => cycle.includes(step.name));
    if (!cycle || !start) return unknown;
    return [
      ...unknown,
      new AsimovError("NEEDS_CYCLE", {
        message: `the analyses of ${subject} need each other in a circle: ${cycle.join(" -> ")}`,
        at: at(
          start,
          start.needs.findIndex((need) => cycle.includes(need.name)),
        ),
        remedy: 'Remove one of these from its "needs".',
      }),
    ];
  });
}
