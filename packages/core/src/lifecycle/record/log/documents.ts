import { addressOf, subjectName } from "../../../analysis/index.ts";
import { lastRow, type HistoryEntry, type Ledger } from "../../../ledger/index.ts";
import { changedKeys, columns, firstLine, type Change } from "./change.ts";

/** What happened to a configuration document. */
export function tellConfiguration(ledger: Ledger, change: Change): string {
  const row = change.kind === "added" ? change.after : lastRow(ledger, "documents", ["identity"], change.id);
  const name = `configuration ${String(row["identity"])}`;
  if (change.kind !== "changed") return `${change.kind} ${name}`;
  return "content" in change.after
    ? `${name}: ${changedKeys(change.before["content"], change.after["content"])}`
    : `${name}: applied from another place`;
}

/** What happened to a subject: it came, got a new revision, or went. */
export function tellSubject(ledger: Ledger, change: Change, entries: readonly HistoryEntry[]): string {
  const revision = entries.find((entry) => entry.entity === "subject_revisions")?.after;
  const own = entries.find((entry) => entry.entity === "subjects");
  const id = own?.entityId ?? Number(change.after["subject_id"] ?? change.before["subject_id"]);
  const name = `event ${subjectName(ledger, id)}`;
  if (own && own.after === undefined) return `removed ${name}`;
  if (revision === undefined) return own?.before === undefined ? `${name}: a revision was removed` : `${name}: ${columns(change)} changed`;
  const number = Number(revision["revision"]);
  if (number === 1) return `added ${name}`;
  const earlier = ledger.get("SELECT content FROM subject_revisions WHERE subject_id = ? AND revision = ?", id, number - 1);
  return `${name}: revision ${number - 1} -> ${number}${earlier ? ` (${changedKeys(earlier["content"], revision["content"])})` : ""}`;
}

/** What happened to an analysis: its status with the reason, or its document. */
export function tellAnalysis(ledger: Ledger, { kind, id, before, after }: Change): string {
  const address = addressOf(ledger, id);
  const name = address.startsWith("project:") ? `project analysis ${address.slice("project:".length)}` : `analysis ${address}`;
  if (kind === "added") return `added ${name} (${String(after["pipeline"])}, ${String(after["status"])})`;
  if (kind === "removed") return `removed ${name}`;
  const parts = [
    ...renamed("name", before, after),
    ...renamed("pipeline", before, after),
    ...renamed("kind", before, after),
    ...("content" in after ? [`document changed (${changedKeys(before["content"], after["content"])})`] : []),
    ...renamed("subject_revision", before, after, "revision of its event"),
    ...statusOf(before, after),
  ];
  return `${name}: ${parts.length > 0 ? parts.join("; ") : `${Object.keys(after).join(", ")} changed`}`;
}

type Columns = Change["before"];

function renamed(column: string, before: Columns, after: Columns, called = column): readonly string[] {
  return column in after ? [`${called} ${String(before[column])} -> ${String(after[column])}`] : [];
}

function statusOf(before: Columns, after: Columns): readonly string[] {
  const why = "reason" in after ? firstLine(after["reason"]) : "";
  if ("status" in after) return [`status ${String(before["status"])} -> ${String(after["status"])}${why === "" ? "" : ` (${why})`}`];
  return why === "" ? [] : [why];
}
