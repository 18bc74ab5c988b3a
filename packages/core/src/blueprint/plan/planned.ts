import {
  analysisDefinition,
  candidatesOf,
  configurations,
  layersOf,
  ledgerFacts,
  listAnalyses,
  subjectByName,
  subjectDefinition,
  type Analysis,
  type Candidate,
  type Candidates,
  type Configuration,
  type Definition,
  type Need,
} from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { resolveLayers, type Settings } from "../../settings/index.ts";
import type { Step } from "./step.ts";

/** A step about an analysis of an event. */
export type AnalysisStep = Extract<Step, { kind: "analysis" }>;

/** An analysis as it will be: as a step makes it, or as the ledger has it. */
export interface Planned extends Candidate {
  readonly subject: string;
  readonly needs: readonly Need[];
  readonly step: AnalysisStep | undefined;
  readonly known: Analysis | undefined;
}

/** The analyses of the subjects of `mine`, as all `steps` together will make them, for needs to look among. */
export function plannedCandidates(ledger: Ledger, steps: readonly Step[], mine: readonly AnalysisStep[]): Candidates<Planned> {
  const all = [...Map.groupBy(mine, ({ subject }) => subject)].flatMap(([subject, own]) => plannedOf(ledger, subject, own));
  const facts = ledgerFacts(ledger);
  const settings = settingsReader(ledger, steps);
  const known = new Map<Planned, Settings>();
  return candidatesOf(all, {
    settings: (planned) => {
      const found = known.get(planned) ?? settings(planned);
      known.set(planned, found);
      return found;
    },
    review: (planned) => planned.known && facts.review(planned.known),
    labels: (planned) => (planned.known ? facts.labels(planned.known) : new Map()),
  });
}

function plannedOf(ledger: Ledger, subject: string, steps: readonly AnalysisStep[]): readonly Planned[] {
  const byName = new Map<string, Planned>();
  for (const known of listAnalyses(ledger, subject)) {
    const { name, pipeline, status, needs } = known;
    byName.set(name, { name, subject, pipeline, status, needs, known, step: undefined });
  }
  for (const step of steps) {
    const { content } = step.document;
    const before = byName.get(step.name);
    const status = before?.status ?? textOr(content["status"], "ready").toLowerCase();
    const pipeline = textOr(content["pipeline"], before?.pipeline ?? "").toLowerCase();
    byName.set(step.name, { name: step.name, subject, pipeline, status, needs: step.needs, step, known: before?.known });
  }
  return [...byName.values()];
}

// Read only where a condition is about a setting: few are, and a plan may hold thousands of analyses.
function settingsReader(ledger: Ledger, steps: readonly Step[]): (planned: Planned) => Settings {
  let documents: readonly Configuration[] | undefined;
  let events: ReadonlyMap<string, Step & { kind: "event" }> | undefined;
  return ({ name, subject, pipeline, step, known }) => {
    documents ??= plannedConfigurations(ledger, steps);
    events ??= new Map(steps.flatMap((one) => (one.kind === "event" ? [[one.name, one] as const] : [])));
    const event = events.get(subject);
    const pinned = known && !event?.moves.includes(known.id) ? known.subjectRevision : undefined;
    const own = step?.document ?? analysisDefinition(ledger, known!.id);
    const definition = (pinned === undefined ? event?.document : undefined) ?? subjectIn(ledger, subject, pinned);
    return resolveLayers(layersOf(documents, { name: subject, definition }, { name, pipeline, definition: own }, [])).settings;
  };
}

function subjectIn(ledger: Ledger, name: string, revision: number | undefined): Definition {
  const { id, revision: newest } = subjectByName(ledger, name)!;
  return subjectDefinition(ledger, id, revision ?? newest);
}

function plannedConfigurations(ledger: Ledger, steps: readonly Step[]): readonly Configuration[] {
  const byIdentity = new Map(configurations(ledger).map((document) => [document.identity, document]));
  for (const step of steps) if (step.kind === "configuration") byIdentity.set(step.identity, { identity: step.identity, ...step.document });
  return [...byIdentity.values()];
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
