import { candidatesOf, needOf, type Analysis, type Candidates, type EventAnalysis, type Facts, type Need } from "../../src/analysis/index.ts";
import type { Settings, Value } from "../../src/settings/index.ts";

/** What is known of an analysis in a test besides itself. */
export interface Known {
  readonly settings?: Settings;
  readonly review?: string;
  readonly cause?: string;
  readonly labels?: Readonly<Record<string, Value>>;
}

/** Facts by the name of an analysis; of others nothing is known. */
export function someFacts(byName: Readonly<Record<string, Known>> = {}): Facts<{ readonly name: string }> {
  return {
    settings: ({ name }) => byName[name]?.settings ?? {},
    review: ({ name }) => byName[name]?.review,
    cause: ({ name }) => byName[name]?.cause,
    labels: ({ name }) => new Map(Object.entries(byName[name]?.labels ?? {})),
  };
}

/** Analyses for needs to look among. */
export function among(analyses: readonly Analysis[], byName: Readonly<Record<string, Known>> = {}): Candidates {
  return candidatesOf(analyses, someFacts(byName));
}

/** An analysis that is in no ledger. */
export function someAnalysis(name: string, status: string, needs: readonly Need[] = [], more: Partial<EventAnalysis> = {}): Analysis {
  const subject = more.subject ?? "GW1";
  const place = { subject, subjectSlug: subject, subjectId: 1, subjectRevision: 1, slug: name, pipeline: "test", address: `${subject}/${name}` };
  const state = { status, reason: "", remedy: undefined, request: undefined, since: "", revision: 1, priority: 0 };
  return { id: nextId++, kind: "event", name, ...place, needs, ...state, ...more };
}

/** A need by name, with options. */
export function need(name: string, more: Partial<Need> = {}): Need {
  return { ...needOf(name), ...more };
}

let nextId = 1;
