import type { Ledger, Row } from "../ledger/index.ts";
import type { Settings, Source } from "../settings/index.ts";
import { AsimovError, didYouMean } from "../system/index.ts";
import { queryAnalyses } from "./analysis-row.ts";
import type { Need } from "./needs.ts";

/** One analysis as the ledger has it. */
export type Analysis = EventAnalysis | SubjectAnalysis | ProjectAnalysis;

/** An analysis that works on the data of one subject. */
export interface EventAnalysis extends AnalysisFacts, OfSubject {
  readonly kind: "event";
}

/** An analysis that combines others of the same subject. */
interface SubjectAnalysis extends AnalysisFacts, OfSubject {
  readonly kind: "subject";
  /** Which analyses it combines; they are waited for, as what it needs is. */
  readonly selects: readonly Need[];
}

/** An analysis that combines others of several subjects. */
export interface ProjectAnalysis extends AnalysisFacts, Readonly<Record<keyof OfSubject, undefined>> {
  readonly kind: "project";
  /** Names of the subjects whose analyses it looks at. */
  readonly subjects: readonly string[];
  /** Which of their analyses it combines; all of them when empty. */
  readonly selects: readonly Need[];
}

/** What is known of an analysis of any kind. */
interface AnalysisFacts {
  readonly id: number;
  /** `SUBJECT/ANALYSIS`, or `project:ANALYSIS`. */
  readonly address: string;
  readonly name: string;
  readonly slug: string;
  readonly pipeline: string;
  readonly needs: readonly Need[];
  readonly status: string;
  readonly reason: string;
  readonly remedy: string | undefined;
  /** What was asked for together with the status, such as `refresh`. */
  readonly request: string | undefined;
  /** When it came into its status. */
  readonly since: string;
  /** Grows with every change of its status: writes are compare-and-set on it. */
  readonly revision: number;
  /** Its own, else that of its subject, else 0: higher ones are built and submitted first. */
  readonly priority: number;
}

interface OfSubject {
  readonly subjectId: number;
  readonly subject: string;
  readonly subjectSlug: string;
  /** The revision of its subject that it was made with. */
  readonly subjectRevision: number;
}

/** A blueprint document as it was applied. */
export interface Definition {
  readonly content: Settings;
  readonly source: Source;
}

/** What is analysed, usually an event, at its newest revision. */
export interface Subject {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly revision: number;
}

/** All analyses, or those of one subject, in the order they were applied. */
export function listAnalyses(ledger: Ledger, subject?: string): readonly Analysis[] {
  return subject === undefined ? queryAnalyses(ledger, "ORDER BY a.id") : queryAnalyses(ledger, "WHERE s.name = ? ORDER BY a.id", subject);
}

/** The analyses of all subjects in lists, each with those of `count` subjects, in the order that subjects and then analyses were applied. */
export function* subjectsAnalyses(ledger: Ledger, count: number): Generator<readonly Analysis[]> {
  const ids = ledger.lists("SELECT id FROM subjects ORDER BY id").map(([id]) => Number(id));
  for (let start = 0; start < ids.length; start += count) {
    const mine = ids.slice(start, start + count);
    yield queryAnalyses(ledger, "WHERE a.subject_id BETWEEN ? AND ? ORDER BY a.subject_id, a.id", mine[0]!, mine.at(-1)!);
  }
}

/** All analyses in `status`, or those of one subject, in the order they were applied. */
export function analysesIn(ledger: Ledger, status: string, subject?: string): readonly Analysis[] {
  return queryAnalyses(ledger, "WHERE a.status = ?1 AND (?2 = '' OR s.name = ?2) ORDER BY a.id", status, subject ?? "");
}

/** The project analyses in the order they were applied. */
export function listProjectAnalyses(ledger: Ledger): readonly Analysis[] {
  return queryAnalyses(ledger, "WHERE a.subject_id IS NULL ORDER BY a.id");
}

/** The analysis with this id. */
export function analysisById(ledger: Ledger, id: number): Analysis {
  return queryAnalyses(ledger, "WHERE a.id = ?", id)[0]!;
}

/** The analysis with this address, or with this name where it is unique. Throws `ANALYSIS_UNKNOWN` or `ANALYSIS_AMBIGUOUS`. */
export function findAnalysis(ledger: Ledger, address: string): Analysis {
  const exact = analysisAt(ledger, address);
  if (exact) return exact;
  const rows = queryAnalyses(ledger, "WHERE a.name = ? ORDER BY a.id", address);
  if (rows.length === 1) return rows[0]!;
  if (rows.length > 1) {
    throw new AsimovError("ANALYSIS_AMBIGUOUS", {
      message: `"${address}" could be ${rows.map((analysis) => analysis.address).join(", ")}`,
      remedy: "Name it as SUBJECT/ANALYSIS, or as project:ANALYSIS.",
    });
  }
  const isComplete = /\/|^project:/.test(address);
  const all = listAnalyses(ledger).map((analysis) => (isComplete ? analysis.address : analysis.name));
  throw new AsimovError("ANALYSIS_UNKNOWN", {
    message: `there is no analysis "${address}".${didYouMean(address, all)}`,
    remedy: "asimov report status lists all.",
  });
}

function analysisAt(ledger: Ledger, address: string): Analysis | undefined {
  // Neither name holds a slash, and none begins with "project:".
  const [, project] = /^project:\s*(.+)$/s.exec(address) ?? [];
  if (project !== undefined) return queryAnalyses(ledger, "WHERE a.subject_id IS NULL AND a.name = ?", project)[0];
  const [subject, name, ...more] = address.split("/");
  if (name === undefined || more.length > 0) return undefined;
  return queryAnalyses(ledger, "WHERE s.name = ? AND a.name = ?", subject!, name)[0];
}

/**
 * The analyses among which `analysis` finds what it needs and what it combines, in the order they were applied: those of its subject;
 * for a project analysis those of its subjects and the other project analyses.
 */
export function relatedAnalyses(ledger: Ledger, analysis: Analysis): readonly Analysis[] {
  if (analysis.subject !== undefined) return listAnalyses(ledger, analysis.subject);
  const rest = "WHERE a.subject_id IS NULL OR s.name IN (SELECT value FROM json_each(?)) ORDER BY a.id";
  return queryAnalyses(ledger, rest, JSON.stringify(analysis.subjects));
}

/** The blueprint of an analysis. */
export function analysisDefinition(ledger: Ledger, id: number): Definition {
  return toDefinition(ledger.get("SELECT content, source FROM analyses WHERE id = ?", id)!);
}

/** The blueprint of a subject at one of its revisions. */
export function subjectDefinition(ledger: Ledger, subjectId: number, revision: number): Definition {
  return toDefinition(ledger.get("SELECT content, source FROM subject_revisions WHERE subject_id = ? AND revision = ?", subjectId, revision)!);
}

/** All subjects in the order they were applied. */
export function listSubjects(ledger: Ledger): readonly Subject[] {
  return ledger.all(selectSubjects + " ORDER BY s.id").map(toSubject);
}

/** The subject with this name, at its newest revision, or undefined. */
export function subjectByName(ledger: Ledger, name: string): Subject | undefined {
  const row = ledger.get(`${selectSubjects} WHERE s.name = ?`, name);
  return row && toSubject(row);
}

const selectSubjects = "SELECT s.id, s.name, s.slug, s.revision FROM subjects s";

function toSubject(row: Row): Subject {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    slug: String(row["slug"]),
    revision: Number(row["revision"]),
  };
}

function toDefinition(row: Row): Definition {
  return { content: JSON.parse(String(row["content"])) as Settings, source: JSON.parse(String(row["source"])) as Source };
}
