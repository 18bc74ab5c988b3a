import type { Ledger } from "../ledger/index.ts";
import { listAnalyses, listProjectAnalyses, relatedAnalyses, subjectsAnalyses, type Analysis } from "./analysis.ts";
import { ledgerFacts } from "./facts.ts";
import { matches, type Candidate, type Facts } from "./match.ts";
import type { Need } from "./needs.ts";

/** The analyses among which needs look, found by subject and name. */
export interface Candidates<C extends Candidate = Analysis> {
  readonly all: readonly C[];
  /**
   * What a need of `analysis` means: analyses of its subject, or for a project analysis other ones and analyses of its subjects; never itself,
   * in their order. Throws where settings contradict each other.
   */
  readonly matching: (need: Need, analysis: C) => readonly C[];
  /**
   * What an item of its selection means: analyses of its subject or subjects, never itself, and other subject analyses only where the item
   * names them. Throws likewise.
   */
  readonly selected: (item: Need, analysis: C) => readonly C[];
}

/** The analyses of the ledger, or those of one subject, as {@link Candidates}. */
export function candidatesIn(ledger: Ledger, subject?: string): Candidates {
  return candidatesOf(listAnalyses(ledger, subject), ledgerFacts(ledger));
}

/** Some analyses, and the ones among which they find what they need. */
interface CandidateBatch {
  readonly analyses: readonly Analysis[];
  readonly candidates: Candidates;
}

/**
 * The analyses of one subject, or all of the ledger: those of some dozens of subjects at a time and the project analyses last, since tens of
 * thousands at once would cost more to keep than to read.
 */
export function* candidateBatches(ledger: Ledger, subject?: string): Generator<CandidateBatch> {
  if (subject !== undefined) {
    const candidates = candidatesIn(ledger, subject);
    yield { analyses: candidates.all, candidates };
    return;
  }
  const facts = ledgerFacts(ledger);
  for (const analyses of subjectsAnalyses(ledger, subjectsInBatch)) yield { analyses, candidates: candidatesOf(analyses, facts) };
  const analyses = listProjectAnalyses(ledger);
  if (analyses.length === 0) return;
  const related = new Map([...analyses, ...analyses.flatMap((analysis) => relatedAnalyses(ledger, analysis))].map((one) => [one.id, one]));
  yield {
    analyses,
    candidates: candidatesOf(
      [...related.values()].toSorted((one, other) => one.id - other.id),
      facts,
    ),
  };
}

const subjectsInBatch = 50;

/** What `analysis` may need or combine, as {@link Candidates}. */
export function candidatesFor(ledger: Ledger, analysis: Analysis): Candidates {
  return candidatesOf(relatedAnalyses(ledger, analysis), ledgerFacts(ledger));
}

/** Analyses as {@link Candidates}. */
export function candidatesOf<C extends Candidate>(all: readonly C[], facts: Facts<C>): Candidates<C> {
  // Made when they are first looked into, the second one for all subjects, of which there may be tens of thousands. No name holds a slash.
  let bySubject: Map<string | undefined, readonly C[]> | undefined;
  let byAddress: Map<string, readonly C[]> | undefined;
  const key = (subject: string | undefined, name: string): string => `${subject ?? ""}/${name}`;
  const mine = (subject: string | undefined): readonly C[] => {
    bySubject ??= Map.groupBy(all, (candidate) => candidate.subject);
    return bySubject.get(subject) ?? [];
  };
  const named = (subject: string | undefined, name: string): readonly C[] => {
    byAddress ??= Map.groupBy(all, (candidate) => key(candidate.subject, candidate.name));
    return byAddress.get(key(subject, name)) ?? [];
  };
  const look = (need: Need, analysis: C, subjects: readonly (string | undefined)[]): readonly C[] => {
    // A name picks from an index: only other conditions have to look at every analysis of the subject.
    const name = nameIn(need);
    const ofSubject = (subject: string | undefined): readonly C[] => (name === undefined ? mine(subject) : named(subject, name));
    const siblings = subjects.length === 1 ? ofSubject(subjects[0]) : subjects.flatMap(ofSubject);
    return siblings.filter((candidate) => !isSame(candidate, analysis) && matches(need, candidate, facts));
  };
  return {
    all,
    matching: (need, analysis) => look(need, analysis, analysis.subjects ? [undefined, ...analysis.subjects] : [analysis.subject]),
    selected: (item, analysis) => {
      const found = look(item, analysis, analysis.subjects ?? [analysis.subject]);
      return nameIn(item) === undefined ? found.filter(({ kind }) => kind !== "subject") : found;
    },
  };
}

function nameIn({ conditions }: Need): string | undefined {
  const name = conditions.find(({ path, negated }) => path === "name" && !negated)?.value;
  return typeof name === "string" ? name : undefined;
}

function isSame(one: Candidate, other: Candidate): boolean {
  return one.name === other.name && one.subject === other.subject;
}

/** The analyses among `analyses` for which at least one of `needs` holds, in their order. Throws where settings contradict each other. */
export function selectAnalyses<C extends Candidate>(
  needs: readonly Pick<Need, "conditions">[],
  analyses: readonly C[],
  facts: Facts<C>,
): readonly C[] {
  return analyses.filter((analysis) => needs.some((need) => matches(need, analysis, facts)));
}
