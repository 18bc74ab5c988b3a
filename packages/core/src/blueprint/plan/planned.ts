import {
  analysisDefinition,
  candidatesOf,
  ledgerFacts,
  listAnalyses,
  listProjectAnalyses,
  type Analysis,
  type Candidate,
  type Candidates,
  type Need,
} from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { resolveLayers, type Settings } from "../../settings/index.ts";
import { plannedLayers } from "./planned-layers.ts";
import type { Step } from "./step.ts";

/** A step about an analysis of any kind. */
export type AnalysisStep = Extract<Step, { kind: "analysis" | "projectanalysis" }>;

/** An analysis as it will be: as a step makes it, or as the ledger has it. */
export interface Planned extends Candidate {
  readonly subject: string | undefined;
  readonly kind: Analysis["kind"];
  readonly needs: readonly Need[];
  readonly selects: readonly Need[];
  readonly step: AnalysisStep | undefined;
  readonly known: Analysis | undefined;
}

/** The analyses around those of `mine`, and of `others`, as all `steps` together will make them, for needs to look among. */
export function plannedCandidates(
  ledger: Ledger,
  steps: readonly Step[],
  mine: readonly AnalysisStep[],
  others: ReadonlySet<string | undefined>,
): Candidates<Planned> {
  const bySubject = Map.groupBy(mine, (step) => (step.kind === "analysis" ? step.subject : undefined));
  const around = mine.flatMap((step): readonly (string | undefined)[] => (step.kind === "analysis" ? [step.subject] : [undefined, ...step.subjects]));
  const subjects = new Set([...around, ...others]);
  const all = [...subjects].flatMap((subject) => plannedOf(ledger, subject, bySubject.get(subject) ?? []));
  const facts = ledgerFacts(ledger);
  const settings = settingsReader(ledger, steps);
  const known = new Map<Planned, Settings>();
  return candidatesOf(all, {
    settings: (planned) => {
      const found = known.get(planned) ?? settings(planned);
      known.set(planned, found);
      return found;
    },
    former: ({ pipeline }) => ledger.formerNames.of(pipeline),
    review: (planned) => planned.known && facts.review(planned.known),
    cause: (planned) => planned.known && facts.cause(planned.known),
    labels: (planned) => (planned.known ? facts.labels(planned.known) : new Map()),
  });
}

function plannedOf(ledger: Ledger, subject: string | undefined, steps: readonly AnalysisStep[]): readonly Planned[] {
  const byName = new Map<string, Planned>();
  for (const known of subject === undefined ? listProjectAnalyses(ledger) : listAnalyses(ledger, subject)) {
    const { name, kind, pipeline, status, needs } = known;
    const selection = kind === "event" ? { selects: [] } : { selects: known.selects, subjects: kind === "project" ? known.subjects : undefined };
    byName.set(name, { name, subject, kind, pipeline, status, needs, ...selection, known, step: undefined });
  }
  for (const step of steps) {
    const { content } = step.document;
    const before = byName.get(step.name);
    const status = before?.status ?? textOr(content["status"], "ready").toLowerCase();
    const pipeline = textOr(content["pipeline"], before?.pipeline ?? "").toLowerCase();
    const kind = step.kind === "projectanalysis" ? "project" : step.selects ? "subject" : "event";
    const subjects = step.kind === "projectanalysis" ? step.subjects : undefined;
    const { name, needs, selects = [] } = step;
    byName.set(name, { name, subject, kind, subjects, pipeline, status, needs, selects, step, known: before?.known });
  }
  return [...byName.values()];
}

// Read only where a condition is about a setting: few are, and a plan may hold thousands of analyses.
function settingsReader(ledger: Ledger, steps: readonly Step[]): (planned: Planned) => Settings {
  const layers = plannedLayers(ledger, steps);
  return ({ name, subject, pipeline, step, known }) => {
    const definition = step?.document ?? analysisDefinition(ledger, known!.id);
    return resolveLayers(layers({ name, subject, pipeline, definition, known })).settings;
  };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
