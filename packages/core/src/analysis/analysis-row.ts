import type { Row } from "../ledger/index.ts";
import type { Analysis } from "./analysis.ts";
import { needsReader, storedNeeds, type Need } from "./needs.ts";

// Without content and source: they are long, and a list of all analyses needs neither.
/** The query that {@link toAnalysis} reads the rows of. */
export const analysisQuery: string = `SELECT a.id, a.kind, a.subject_id, a.subject_revision, a.name, a.slug, a.pipeline, a.needs, a.selects, a.subjects,
  a.status, a.reason, a.remedy, a.request, a.since, a.revision, s.name AS subject_name, s.slug AS subject_slug
  FROM analyses a LEFT JOIN subjects s ON s.id = a.subject_id`;

/** Reads rows of {@link analysisQuery}. */
export function toAnalyses(rows: readonly Row[]): readonly Analysis[] {
  const readNeeds = needsReader();
  return rows.map((row) => toAnalysis(row, readNeeds));
}

/** Reads a row of {@link analysisQuery}. */
export function toAnalysis(row: Row, readNeeds: typeof storedNeeds = storedNeeds): Analysis {
  const facts = {
    id: Number(row["id"]),
    name: String(row["name"]),
    slug: String(row["slug"]),
    pipeline: String(row["pipeline"]),
    needs: readNeeds(String(row["needs"])),
    status: String(row["status"]),
    reason: String(row["reason"]),
    remedy: row["remedy"] === null ? undefined : String(row["remedy"]),
    request: row["request"] === null ? undefined : String(row["request"]),
    since: String(row["since"]),
    revision: Number(row["revision"]),
  };
  if (row["kind"] === "project") {
    const subjects = JSON.parse(String(row["subjects"])) as readonly string[];
    const none = { subjectId: undefined, subject: undefined, subjectSlug: undefined, subjectRevision: undefined };
    return { kind: "project", address: `project:${facts.name}`, ...none, subjects, selects: selectsOf(row, readNeeds), ...facts };
  }
  const subject = {
    address: `${String(row["subject_name"])}/${facts.name}`,
    subjectId: Number(row["subject_id"]),
    subject: String(row["subject_name"]),
    subjectSlug: String(row["subject_slug"]),
    subjectRevision: Number(row["subject_revision"]),
  };
  return row["kind"] === "subject"
    ? { kind: "subject", ...subject, selects: selectsOf(row, readNeeds), ...facts }
    : { kind: "event", ...subject, ...facts };
}

function selectsOf(row: Row, readNeeds: typeof storedNeeds): readonly Need[] {
  return readNeeds(String(row["selects"] ?? "[]"));
}
