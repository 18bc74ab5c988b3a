import { addressOf, subjectName } from "../../analysis/index.ts";
import { removeFamily, type Ledger, type Transaction } from "../../ledger/index.ts";
import { AsimovError, didYouMean, throwAll, typed } from "../../system/index.ts";
import { reach } from "../plan/index.ts";
import { needing } from "./loose-ends.ts";

/** A thing that can be deleted, by its row. */
export interface Deletable {
  readonly table: "documents" | "subjects" | "analyses";
  readonly id: number;
}

/** What goes with a deletion. */
export interface Deletion {
  readonly things: readonly Deletable[];
  /** Ids of all analyses that go, those of events too. */
  readonly analyses: readonly number[];
  /** What it means for analyses that stay, in words. */
  readonly notes: readonly string[];
}

/** The configuration with this name. Throws `CONFIGURATION_UNKNOWN`. */
export function findConfiguration(ledger: Ledger, identity: string): Deletable {
  const row = ledger.get("SELECT id FROM documents WHERE kind = 'configuration' AND identity = ?", identity);
  if (row) return { table: "documents", id: Number(row["id"]) };
  const all = ledger.all("SELECT identity FROM documents WHERE kind = 'configuration' ORDER BY position").map((one) => String(one["identity"]));
  throw new AsimovError("CONFIGURATION_UNKNOWN", {
    message: `there is no configuration "${identity}".${didYouMean(identity, all)}`,
    remedy: all.length === 0 ? undefined : `Configurations: ${all.join(", ")}.`,
  });
}

/**
 * What goes when these things are deleted; with `withDependents`, what needs them goes too.
 * Throws `DELETE_REFUSED`, one for each analysis that is at work, and one for each that needs what would go.
 */
export function planDeletion(ledger: Ledger, asked: readonly Deletable[], withDependents = false): Deletion {
  const subjects = asked.filter(({ table }) => table === "subjects").map(({ id }) => id);
  const first = [...asked.filter(({ table }) => table === "analyses").map(({ id }) => id), ...analysesOf(ledger, subjects)];
  const ids = new Set(first);
  const dependents = dependentsOf(ledger, ids);
  if (withDependents) for (const id of dependents) ids.add(id);
  const analyses = [...ids].toSorted((a, b) => a - b);
  throwAll([
    ...atWork(ledger, analyses),
    ...(withDependents ? [] : dependents.map((id) => refused(addressOf(ledger, id), "it needs what would go", "Delete it too: --with-dependents"))),
    ...subjects.flatMap((id) => wantedByProject(ledger, id, ids)),
  ]);
  const more = dependents.filter((id) => ids.has(id)).map((id) => ({ table: "analyses", id }) as const);
  const documents = asked.filter(({ table }) => table === "documents").map(({ id }) => ledger.get("SELECT identity FROM documents WHERE id = ?", id));
  const notes = documents.flatMap((row) => (row ? reach(ledger, { removed: String(row["identity"]) }) : []));
  return { things: [...asked, ...more], analyses, notes };
}

/** Removes the rows of a {@link Deletion}; the history keeps them. */
export function removeRows(ledger: Ledger, transaction: Transaction, { things }: Deletion): void {
  for (const table of ["analyses", "subjects", "documents"] as const) {
    const ids = things.filter((thing) => thing.table === table).map(({ id }) => id);
    removeFamily(ledger, transaction, table, ids);
  }
}

function analysesOf(ledger: Ledger, subjects: readonly number[]): readonly number[] {
  return ledger.all("SELECT id FROM analyses WHERE subject_id IN (SELECT value FROM json_each(?)) ORDER BY id", JSON.stringify(subjects)).map(idOf);
}

// All that needs some of these, or something that needs them.
function dependentsOf(ledger: Ledger, ids: ReadonlySet<number>): readonly number[] {
  const subjects = ledger.all(
    "SELECT DISTINCT subject_id AS id FROM analyses WHERE subject_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
    JSON.stringify([...ids]),
  );
  return subjects.flatMap((row) => {
    const gone = new Set(ids);
    const found: number[] = [];
    for (;;) {
      const more = needing(ledger, subjectName(ledger, idOf(row)), gone);
      if (more.length === 0) return found;
      for (const { id } of more) gone.add(id);
      found.push(...more.map(({ id }) => id));
    }
  });
}

const working = ["running", "processing", "stop", "restart"];

function atWork(ledger: Ledger, analyses: readonly number[]): readonly AsimovError[] {
  const rows = ledger.all(
    `SELECT a.id, a.status, (SELECT count(*) FROM submissions s JOIN attempts t ON t.id = s.attempt_id WHERE t.analysis_id = a.id AND s.ended IS NULL) AS open
     FROM json_each(?) j JOIN analyses a ON a.id = j.value ORDER BY a.id`,
    JSON.stringify(analyses),
  );
  return rows.flatMap((row) => {
    const address = addressOf(ledger, idOf(row));
    const status = String(row["status"]);
    const remedy = status === "stop" || status === "restart" ? "asimov monitor ends its jobs." : `asimov analysis stop ${typed(address)}`;
    if (working.includes(status)) return [refused(address, `it is ${status}`, remedy)];
    return Number(row["open"]) === 0
      ? []
      : [refused(address, "it has a submission that has not ended", "asimov monitor finds out what became of it.")];
  });
}

function wantedByProject(ledger: Ledger, subject: number, ids: ReadonlySet<number>): readonly AsimovError[] {
  const rows = ledger.all(
    `SELECT a.id FROM analyses a WHERE a.subject_id IS NULL AND json_valid(a.subjects)
     AND EXISTS (SELECT 1 FROM json_each(a.subjects) j WHERE j.value = ?) ORDER BY a.id`,
    subjectName(ledger, subject),
  );
  return rows
    .filter((row) => !ids.has(idOf(row)))
    .map((row) => refused(addressOf(ledger, idOf(row)), `it combines analyses of ${subjectName(ledger, subject)}`, "Delete it first."));
}

function refused(address: string, message: string, remedy: string): AsimovError {
  return new AsimovError("DELETE_REFUSED", { message, at: address, remedy });
}

function idOf(row: Readonly<Record<string, unknown>>): number {
  return Number(row["id"]);
}
