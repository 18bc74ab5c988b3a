import { configurations } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { Vocabulary } from "../../settings/index.ts";
import type { AsimovError } from "../../system/index.ts";
import { affectedBy, affectedIn } from "./affected.ts";
import { checkNeeds, type NeedsFindings } from "./check-needs.ts";
import { checkMergedSettings, firstOfEach, newProblems, problemsOf } from "./check-settings.ts";
import { plannedLayers } from "./planned-layers.ts";
import { nothing } from "./reach.ts";
import type { Step } from "./step.ts";

/**
 * What is wrong once all of `steps` are carried out, with the settings and the needs of their analyses and of those of the ledger that they reach;
 * `vocabulary` is for what was most likely meant.
 */
export function checkTogether(ledger: Ledger, steps: readonly Step[], vocabulary?: Vocabulary): NeedsFindings {
  const affected = affectedBy(ledger, steps);
  return withNeeds(checkMergedSettings(ledger, steps, affected), () => checkNeeds(ledger, steps, affected.subjects, vocabulary));
}

/** What would be wrong without these configurations. */
export function checkWithout(ledger: Ledger, identities: readonly string[]): readonly AsimovError[] {
  // Which say as much as empty ones.
  const steps = identities.map((identity): Step => {
    return { kind: "configuration", identity, what: identity, action: "update", document: nothing, applied: undefined, changes: [], notes: [] };
  });
  return checkTogether(ledger, steps).problems;
}

/**
 * Looks at the ledger before rows of it are changed: those of configurations, and of what analyses stand on, `changed` being the ids of these. The function that it
 * returns tells what is wrong after that and was not before; it takes the ids again, as rows may have come.
 */
export function watchSettings(ledger: Ledger, changed: ReadonlySet<number>): (changedThen: ReadonlySet<number>) => readonly AsimovError[] {
  const documents = configurations(ledger);
  const before = plannedLayers(ledger, [], documents);
  const was = affectedIn(ledger, changed, { before: documents, after: undefined });
  const known = new Map(was.analyses.map(({ id, definition }) => [id, problemsOf(before(definition()))]));
  return (changedThen) => {
    const now = configurations(ledger);
    const after = JSON.stringify(now) === JSON.stringify(documents) ? undefined : now;
    const affected = affectedIn(ledger, changedThen, { before: documents, after });
    const wrong = newProblems(affected, plannedLayers(ledger, [], now), (planned, id) => {
      return id !== undefined && changedThen.has(id) ? (known.get(id) ?? []) : problemsOf(before(planned));
    });
    return withNeeds(firstOfEach(wrong), () => checkNeeds(ledger, [], affected.subjects)).problems;
  };
}

// Conditions about settings can only be read where these agree with each other.
function withNeeds(contradictions: readonly AsimovError[], check: () => NeedsFindings): NeedsFindings {
  if (contradictions.some(({ code }) => code.startsWith("SETTINGS_"))) return { problems: contradictions, notes: new Map() };
  const { problems, notes } = check();
  return { problems: [...problems, ...contradictions], notes };
}
