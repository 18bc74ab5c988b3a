import { addressOf, subjectName } from "../../analysis/index.ts";
import { lastRow, type Ledger, type RecordedTable } from "../../ledger/index.ts";

/** A row of the ledger as people call it: `event GW150914`, `analysis GW150914/pe`, `review of GW150914/pe`; also one that was removed. */
export function nameOf(ledger: Ledger, table: string, id: number): string {
  const columns = (name: RecordedTable, ...names: readonly string[]): Readonly<Record<string, unknown>> => lastRow(ledger, name, names, id);
  switch (table) {
    case "documents": {
      const { kind, identity } = columns("documents", "kind", "identity");
      return `${String(kind)} ${String(identity)}`;
    }
    case "subjects":
      return `event ${subjectName(ledger, id)}`;
    case "subject_revisions": {
      const { subject_id: subject, revision } = columns("subject_revisions", "subject_id", "revision");
      return `revision ${String(revision)} of event ${subjectName(ledger, Number(subject))}`;
    }
    case "analyses":
      return `analysis ${addressOf(ledger, id)}`;
    case "labels": {
      const { analysis_id: analysis, name } = columns("labels", "analysis_id", "name");
      return `label "${String(name)}" of ${addressOf(ledger, Number(analysis))}`;
    }
    case "reviews":
    case "attempts":
      return `${singular[table]} of ${addressOf(ledger, Number(columns(table, "analysis_id")["analysis_id"]))}`;
    case "pauses": {
      const { subject_id: subject, analysis_id: analysis } = columns("pauses", "subject_id", "analysis_id");
      if (typeof analysis === "number") return `the pause of ${addressOf(ledger, analysis)}`;
      return typeof subject === "number" ? `the pause of ${subjectName(ledger, subject)}` : "the pause of the project";
    }
    default:
      return `${table} ${id}`;
  }
}

const singular = { reviews: "a review", attempts: "an attempt" } as const;
