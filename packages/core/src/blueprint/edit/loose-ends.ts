import {
  analysisById,
  blockers,
  candidatesFor,
  candidatesIn,
  candidatesOf,
  ledgerFacts,
  plainName,
  subjectByName,
  subjectName,
  type Analysis,
  type Candidates,
} from "../../analysis/index.ts";
import type { HistoryEntry, Ledger } from "../../ledger/index.ts";
import type { PersonsChange } from "./decisions.ts";
import { addedBy, type OnTop } from "./on-top.ts";

/** What of the needs of an analysis means nothing that is there. */
interface Unmet {
  readonly id: number;
  /** How many name an analysis or event that is not there. */
  readonly names: number;
  /** How many are conditions that nothing meets: applying does not mind these, and they may be met later. */
  readonly conditions: number;
}

/** The needs that match nothing, of each analysis that `entries` could touch by coming or going, by address. */
export function unmetNeeds(ledger: Ledger, entries: readonly HistoryEntry[]): ReadonlyMap<string, Unmet> {
  const subjects = entries.flatMap(({ entity, entityId, before, after }) => {
    if (entity === "subjects") return [entityId];
    return entity === "analyses" ? [after?.["subject_id"] ?? before?.["subject_id"] ?? subjectOf(ledger, entityId)] : [];
  });
  const names = [...new Set(subjects)].map((id) => (typeof id === "number" ? subjectName(ledger, id) : undefined));
  return new Map(
    lookersAt(ledger, names).flatMap(({ analyses, candidates }) =>
      analyses.map((analysis) => [analysis.address, unmet(ledger, analysis, candidates)] as const),
    ),
  );
}

/** What has lost its ground once a change was taken back, `before` being the unmet needs until then. */
export function looseEnds(
  ledger: Ledger,
  { entries, transaction, undoes }: Pick<PersonsChange, "entries" | "transaction" | "undoes">,
  before: ReadonlyMap<string, Unmet>,
): readonly OnTop[] {
  const worse = [...unmetNeeds(ledger, entries)].filter(([address, { id, names, conditions }]) => {
    const was = before.get(address) ?? { names: 0, conditions: 0 };
    // Taking back an undoing is doing the change again, which was not refused for conditions either.
    return names > was.names || (undoes === undefined && conditions > was.conditions && askedSince(ledger, id, transaction));
  });
  const needy = worse.map(([address]) => ({ what: `analysis ${address} needs something that would not be there`, by: [] }));
  return [...unpinned(ledger, entries), ...needy];
}

/** What goes: analyses by their ids, and the events that go with theirs. */
export interface Going {
  readonly analyses: ReadonlySet<number>;
  readonly events: ReadonlySet<string>;
}

/** The analyses that need or combine some of what goes from these subjects (undefined: from the project analyses), and do not go with it. */
export function needing(ledger: Ledger, subjects: readonly (string | undefined)[], { analyses: ids, events }: Going): readonly Analysis[] {
  return lookersAt(ledger, subjects).flatMap(({ analyses, candidates }) => {
    const left = candidatesOf(
      candidates.all.filter(({ id }) => !ids.has(id)),
      ledgerFacts(ledger),
    );
    return analyses.filter((one) => !ids.has(one.id) && total(unmet(ledger, one, left, events)) > total(unmet(ledger, one, candidates)));
  });
}

// Those that look for what they need at these subjects: their own analyses, and the project analyses over them.
function lookersAt(
  ledger: Ledger,
  subjects: readonly (string | undefined)[],
): readonly { readonly analyses: readonly Analysis[]; readonly candidates: Candidates }[] {
  const own = subjects.flatMap((subject) => {
    if (subject === undefined) return [];
    const candidates = candidatesIn(ledger, subject);
    return [{ analyses: candidates.all, candidates }];
  });
  const projects = ledger.all("SELECT id FROM analyses WHERE subject_id IS NULL ORDER BY id").map((row) => analysisById(ledger, Number(row["id"])));
  const over = projects.filter((project) => subjects.some((subject) => subject === undefined || subjectsOf(project).includes(subject)));
  return [...own, ...over.map((project) => ({ analyses: [project], candidates: candidatesFor(ledger, project) }))];
}

function subjectsOf(analysis: Analysis): readonly string[] {
  return analysis.kind === "project" ? analysis.subjects : [];
}

// Needs that match nothing, and events of a project analysis that are not there.
function unmet(ledger: Ledger, analysis: Analysis, candidates: Candidates, events: ReadonlySet<string> = new Set()): Unmet {
  const absent = subjectsOf(analysis).filter((subject) => events.has(subject) || subjectByName(ledger, subject) === undefined);
  const missing = blockers(analysis, candidates).filter((blocker) => blocker.analysis === undefined);
  const named = missing.filter(({ need }) => plainName(need) !== undefined).length;
  return { id: analysis.id, names: absent.length + named, conditions: missing.length - named };
}

function total({ names, conditions }: Unmet): number {
  return names + conditions;
}

// What asked so before the change waited then as it will now; what asks since may do so because of it.
function askedSince(ledger: Ledger, analysis: number, transaction: number): boolean {
  const sql = `SELECT 1 FROM history h WHERE entity = 'analyses' AND entity_id = ?1 AND transaction_id > ?2
    AND transaction_id <> coalesce((SELECT id FROM current_transaction), 0) AND after IS NOT NULL
    AND (CASE WHEN before IS NULL
      THEN NOT EXISTS (SELECT 1 FROM history d WHERE d.entity = h.entity AND d.entity_id = h.entity_id AND d.after IS NULL AND d.id < h.id)
      ELSE coalesce(json_extract(after, '$.needs'), json_extract(after, '$.selects'), json_extract(after, '$.subjects')) IS NOT NULL END)`;
  return ledger.get(sql, analysis, transaction) !== undefined;
}

function unpinned(ledger: Ledger, entries: readonly HistoryEntry[]): readonly OnTop[] {
  const revisions = entries.filter(({ entity, before }) => entity === "subject_revisions" && before === undefined);
  const rows = ledger.all(
    `SELECT a.id, s.name AS subject, a.name FROM json_each(?) j JOIN analyses a ON a.subject_id = j.value JOIN subjects s ON s.id = a.subject_id
     WHERE NOT EXISTS (SELECT 1 FROM subject_revisions r WHERE r.subject_id = a.subject_id AND r.revision = a.subject_revision) ORDER BY a.id`,
    JSON.stringify([...new Set(revisions.map(({ after }) => Number(after!["subject_id"])))]),
  );
  return rows.map((row) => ({
    what: `analysis ${String(row["subject"])}/${String(row["name"])} is on this revision of its event`,
    by: addedBy(ledger, "analyses", Number(row["id"])),
  }));
}

function subjectOf(ledger: Ledger, analysis: number): unknown {
  return ledger.get("SELECT subject_id FROM analyses WHERE id = ?", analysis)?.["subject_id"];
}
