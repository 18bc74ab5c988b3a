import type { Ledger } from "../ledger/index.ts";
import type { Analysis } from "./analysis.ts";
import { needsReader, type storedNeeds } from "./needs.ts";

type Values = ReturnType<Ledger["lists"]>[number];

// Without content and source: they are long, and a list of all analyses needs neither. The order is that of `toAnalysis`.
const query = `SELECT a.id, a.kind, a.subject_id, a.subject_revision, a.name, a.slug, a.pipeline, a.needs, a.selects, a.subjects,
  a.status, a.reason, a.remedy, a.request, a.since, a.revision, s.name, s.slug,
  coalesce(a.priority, s.priority, 0) FROM analyses a LEFT JOIN subjects s ON s.id = a.subject_id`;

/** The analyses for which the rest of a query holds, such as `WHERE a.id = ?`; analyses are `a` there, subjects `s`. */
export function queryAnalyses(ledger: Ledger, rest: string, ...parameters: readonly (string | number)[]): readonly Analysis[] {
  const readNeeds = needsReader();
  return ledger.lists(`${query} ${rest}`, ...parameters).map((row) => toAnalysis(row, readNeeds));
}

// One literal, without copies: there may be tens of thousands.
function toAnalysis(row: Values, readNeeds: typeof storedNeeds): Analysis {
  const kind = row[1];
  const name = String(row[4]);
  const slug = String(row[5]);
  const pipeline = String(row[6]);
  const needs = readNeeds(String(row[7]));
  const status = String(row[10]);
  const reason = String(row[11]);
  const remedy = textOf(row[12]);
  const request = textOf(row[13]);
  const since = String(row[14]);
  const revision = Number(row[15]);
  const priority = Number(row[18]);
  const id = Number(row[0]);
  const event = {
    kind: "event" as const,
    id,
    address: `${String(row[16])}/${name}`,
    subjectId: Number(row[2]),
    subject: String(row[16]),
    subjectSlug: String(row[17]),
    subjectRevision: Number(row[3]),
    name,
    slug,
    pipeline,
    needs,
    status,
    reason,
    remedy,
    request,
    since,
    revision,
    priority,
  };
  if (kind === "event") return event;
  // The others are few: a copy costs nothing.
  const selects = readNeeds(String(row[8] ?? "[]"));
  if (kind === "subject") return { ...event, kind, selects };
  const subjects = JSON.parse(String(row[9])) as readonly string[];
  const none = { subjectId: undefined, subject: undefined, subjectSlug: undefined, subjectRevision: undefined };
  return { ...event, kind: "project", address: `project:${name}`, ...none, subjects, selects };
}

function textOf(value: Values[number] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
