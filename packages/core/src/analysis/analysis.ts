import type { Ledger, Row } from "../ledger/index.ts";
import type { Settings, Source } from "../settings/index.ts";
import { AsimovError, didYouMean } from "../system/index.ts";
import { storedNeeds, type Need } from "./needs.ts";

/** One analysis as the ledger has it. */
export interface Analysis {
  readonly id: number;
  readonly kind: "event";
  /** `SUBJECT/ANALYSIS`. */
  readonly address: string;
  readonly subjectId: number;
  readonly subject: string;
  readonly subjectSlug: string;
  /** The revision of its subject that it was made with. */
  readonly subjectRevision: number;
  readonly name: string;
  readonly slug: string;
  readonly pipeline: string;
  readonly needs: readonly Need[];
  readonly status: string;
  readonly reason: string;
  readonly remedy: string | undefined;
  /** What a person asked for together with the status, such as `refresh`. */
  readonly request: string | undefined;
  /** When it came into its status. */
  readonly since: string;
  /** Grows with every change of its status: writes are compare-and-set on it. */
  readonly revision: number;
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

// Without content and source: they are long, and a list of all analyses needs neither.
const selectAnalyses = `SELECT a.id, a.subject_id, a.subject_revision, a.name, a.slug, a.pipeline, a.needs, a.status, a.reason, a.remedy, a.request,
  a.since, a.revision, s.name AS subject_name, s.slug AS subject_slug FROM analyses a JOIN subjects s ON s.id = a.subject_id`;

/** All analyses, or those of one subject, in the order they were applied. */
export function listAnalyses(ledger: Ledger, subject?: string): readonly Analysis[] {
  const rows =
    subject === undefined ? ledger.all(`${selectAnalyses} ORDER BY a.id`) : ledger.all(`${selectAnalyses} WHERE s.name = ? ORDER BY a.id`, subject);
  return rows.map(toAnalysis);
}

/** The analysis with this id. */
export function analysisById(ledger: Ledger, id: number): Analysis {
  return toAnalysis(ledger.get(`${selectAnalyses} WHERE a.id = ?`, id)!);
}

/** The analysis with this address, or with this name where it is unique. Throws `ANALYSIS_UNKNOWN` or `ANALYSIS_AMBIGUOUS`. */
export function findAnalysis(ledger: Ledger, address: string): Analysis {
  // Neither name holds a slash.
  const [subject, name, ...more] = address.split("/");
  const complete = name !== undefined && more.length === 0;
  const exact = complete ? ledger.get(`${selectAnalyses} WHERE s.name = ? AND a.name = ?`, subject!, name) : undefined;
  if (exact) return toAnalysis(exact);
  const rows = ledger.all(`${selectAnalyses} WHERE a.name = ? ORDER BY a.id`, address).map(toAnalysis);
  if (rows.length === 1) return rows[0]!;
  if (rows.length > 1) {
    throw new AsimovError("ANALYSIS_AMBIGUOUS", {
      message: `"${address}" could be ${rows.map((analysis) => analysis.address).join(", ")}`,
      remedy: "Name it as SUBJECT/ANALYSIS.",
    });
  }
  const all = listAnalyses(ledger).map((analysis) => (name === undefined ? analysis.name : analysis.address));
  throw new AsimovError("ANALYSIS_UNKNOWN", {
    message: `there is no analysis "${address}".${didYouMean(address, all)}`,
    remedy: "asimov report status lists all.",
  });
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

function toAnalysis(row: Row): Analysis {
  return {
    id: Number(row["id"]),
    kind: "event",
    address: `${String(row["subject_name"])}/${String(row["name"])}`,
    subjectId: Number(row["subject_id"]),
    subject: String(row["subject_name"]),
    subjectSlug: String(row["subject_slug"]),
    subjectRevision: Number(row["subject_revision"]),
    name: String(row["name"]),
    slug: String(row["slug"]),
    pipeline: String(row["pipeline"]),
    needs: storedNeeds(String(row["needs"])),
    status: String(row["status"]),
    reason: String(row["reason"]),
    remedy: row["remedy"] === null ? undefined : String(row["remedy"]),
    request: row["request"] === null ? undefined : String(row["request"]),
    since: String(row["since"]),
    revision: Number(row["revision"]),
  };
}
