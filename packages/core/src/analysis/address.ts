import { lastRow, type Ledger } from "../ledger/index.ts";

/** `SUBJECT/ANALYSIS` of an analysis, `project:NAME` of one of the project; also of one that was removed. */
export function addressOf(ledger: Ledger, analysisId: number): string {
  const { name, subject_id: subject } = lastRow(ledger, "analyses", ["name", "subject_id"], analysisId);
  return `${subject === null ? "project:" : `${subjectName(ledger, Number(subject))}/`}${String(name)}`;
}

/** Name of a subject, also of one that was removed. */
export function subjectName(ledger: Ledger, id: number): string {
  return String(lastRow(ledger, "subjects", ["name"], id)["name"]);
}
