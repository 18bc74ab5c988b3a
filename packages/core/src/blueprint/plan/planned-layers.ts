import {
  configurations,
  layersOf,
  subjectByName,
  subjectDefinition,
  type Analysis,
  type Configuration,
  type Definition,
} from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { Layer } from "../../settings/index.ts";
import type { Step } from "./step.ts";

/** An analysis whose layers of settings are wanted. */
export interface PlannedDefinition {
  readonly name: string;
  /** Undefined for a project analysis. */
  readonly subject: string | undefined;
  readonly pipeline: string;
  readonly definition: Definition;
  /** It, as the ledger has it: it stays on its revision of the subject unless a step moves it. */
  readonly known?: Pick<Analysis, "id" | "subjectRevision"> | undefined;
}

/**
 * Gives the layers of settings that analyses will have once `steps` are carried out, lowest first; without what other analyses will provide. The
 * configurations are those of then unless others are given.
 */
export function plannedLayers(
  ledger: Ledger,
  steps: readonly Step[],
  documents?: readonly Configuration[],
): (analysis: PlannedDefinition) => readonly Layer[] {
  let events: ReadonlyMap<string, Step & { kind: "event" }> | undefined;
  const subjects = new Map<string, Definition>();
  const known = (name: string, revision: number | undefined): Definition => {
    const key = `${name}/${revision ?? "newest"}`;
    const found = subjects.get(key) ?? subjectIn(ledger, name, revision);
    subjects.set(key, found);
    return found;
  };
  return (analysis) => {
    documents ??= plannedConfigurations(ledger, steps);
    events ??= new Map(steps.flatMap((one) => (one.kind === "event" ? [[one.name, one] as const] : [])));
    const { subject } = analysis;
    const event = subject === undefined ? undefined : events.get(subject);
    const pinned = analysis.known && !event?.moves.includes(analysis.known.id) ? analysis.known.subjectRevision : undefined;
    const above = subject === undefined ? undefined : ((pinned === undefined ? event?.document : undefined) ?? known(subject, pinned));
    return layersOf(documents, above && { name: subject!, definition: above }, analysis, [], { former: ledger.formerNames.of(analysis.pipeline) });
  };
}

function subjectIn(ledger: Ledger, name: string, revision: number | undefined): Definition {
  const { id, revision: newest } = subjectByName(ledger, name)!;
  return subjectDefinition(ledger, id, revision ?? newest);
}

/** The configurations once `steps` are carried out. */
export function plannedConfigurations(ledger: Ledger, steps: readonly Step[]): readonly Configuration[] {
  const byIdentity = new Map(configurations(ledger).map((document) => [document.identity, document]));
  for (const step of steps) if (step.kind === "configuration") byIdentity.set(step.identity, { identity: step.identity, ...step.document });
  return [...byIdentity.values()];
}
