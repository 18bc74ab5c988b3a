import type { Ledger } from "../ledger/index.ts";
import { listAnalyses, type Analysis } from "./analysis.ts";
import { ledgerFacts } from "./facts.ts";
import { matches, type Candidate, type Facts } from "./match.ts";
import type { Need } from "./needs.ts";

/** The analyses among which needs look, found by subject and name. */
export interface Candidates<C extends Candidate = Analysis> {
  readonly all: readonly C[];
  /** What a need of `analysis` means: analyses of its subject, never itself, in their order. Throws where settings contradict each other. */
  readonly matching: (need: Need, analysis: C) => readonly C[];
}

/** The analyses of the ledger, or those of one subject, as {@link Candidates}. */
export function candidatesIn(ledger: Ledger, subject?: string): Candidates {
  return candidatesOf(listAnalyses(ledger, subject), ledgerFacts(ledger));
}

/** Analyses as {@link Candidates}. */
export function candidatesOf<C extends Candidate>(all: readonly C[], facts: Facts<C>): Candidates<C> {
  const bySubject = Map.groupBy(all, ({ subject }) => subject);
  const byName = new Map<string | undefined, ReadonlyMap<string, readonly C[]>>();
  const named = (subject: string | undefined, name: string): readonly C[] => {
    let names = byName.get(subject);
    if (!names) byName.set(subject, (names = Map.groupBy(bySubject.get(subject) ?? [], (candidate) => candidate.name)));
    return names.get(name) ?? [];
  };
  return {
    all,
    matching: (need, analysis) => {
      // A name picks from an index: only other conditions have to look at every analysis of the subject.
      const name = need.conditions.find(({ path, negated }) => path === "name" && !negated)?.value;
      const siblings = typeof name === "string" ? named(analysis.subject, name) : (bySubject.get(analysis.subject) ?? []);
      return siblings.filter((candidate) => candidate.name !== analysis.name && matches(need, candidate, facts));
    },
  };
}

/** The analyses among `analyses` for which at least one of `needs` holds, in their order. Throws where settings contradict each other. */
export function selectAnalyses<C extends Candidate>(
  needs: readonly Pick<Need, "conditions">[],
  analyses: readonly C[],
  facts: Facts<C>,
): readonly C[] {
  return analyses.filter((analysis) => needs.some((need) => matches(need, analysis, facts)));
}
