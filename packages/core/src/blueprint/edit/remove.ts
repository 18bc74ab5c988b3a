import { addressOf, subjectName } from "../../analysis/index.ts";
import { removeFamily, type Ledger, type Transaction } from "../../ledger/index.ts";
import { AsimovError, didYouMean, throwAll, typed } from "../../system/index.ts";
import { checkWithout, reach } from "../plan/index.ts";
import { needing, type Going } from "./loose-ends.ts";

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
    remedy:
      all.length === 0
        ? "The project has no configurations: what asimov apply adds as kind configuration is one."
        : `Configurations: ${all.join(", ")}.`,
  });
}

/**
 * What goes when these things are deleted; with `withDependents`, what needs or combines them goes too.
 * Throws `DELETE_REFUSED`, one for each analysis that is at work, and one for each that needs what would go; or what {@link apply} throws where settings of
 * analyses would contradict each other without a configuration.
 */
export function planDeletion(ledger: Ledger, asked: readonly Deletable[], withDependents = false): Deletion {
  const subjects = asked.filter(({ table }) => table === "subjects").map(({ id }) => id);
  const named = asked.filter(({ table }) => table === "analyses").map(({ id }) => id);
  const going = { analyses: new Set([...named, ...analysesOf(ledger, subjects)]), events: new Set(subjects.map((id) => subjectName(ledger, id))) };
  const dependents = dependentsOf(ledger, going);
  const analyses = [...going.analyses, ...(withDependents ? dependents : [])].toSorted((a, b) => a - b);
  throwAll([
    ...atWork(ledger, analyses),
    ...(withDependents ? [] : dependents.map((id) => refused(addressOf(ledger, id), "it needs what would go", "Delete it too: --with-dependents"))),
  ]);
  const more = withDependents ? dependents.map((id) => ({ table: "analyses", id }) as const) : [];
  const documents = asked.filter(({ table }) => table === "documents").map(({ id }) => ledger.get("SELECT identity FROM documents WHERE id = ?", id));
  const identities = documents.flatMap((row) => (row ? [String(row["identity"])] : []));
  if (identities.length > 0) throwAll(checkWithout(ledger, identities));
  const notes = identities.flatMap((removed) => reach(ledger, { removed }));
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
function dependentsOf(ledger: Ledger, { analyses, events }: Going): readonly number[] {
  const gone = new Set(analyses);
  const found: number[] = [];
  for (;;) {
    const more = needing(ledger, [...new Set([...events, ...subjectsOf(ledger, gone)])], { analyses: gone, events });
    if (more.length === 0) return found;
    for (const { id } of more) gone.add(id);
    found.push(...more.map(({ id }) => id));
  }
}

function subjectsOf(ledger: Ledger, analyses: ReadonlySet<number>): readonly (string | undefined)[] {
  const sql = "SELECT DISTINCT s.name FROM json_each(?) j JOIN analyses a ON a.id = j.value LEFT JOIN subjects s ON s.id = a.subject_id";
  return ledger.all(sql, JSON.stringify([...analyses])).map(({ name }) => (name === null ? undefined : String(name)));
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

function refused(address: string, message: string, remedy: string): AsimovError {
  return new AsimovError("DELETE_REFUSED", { message, at: address, remedy });
}

function idOf(row: Readonly<Record<string, unknown>>): number {
  return Number(row["id"]);
}
