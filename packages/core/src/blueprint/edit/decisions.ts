import { changesOf, type HistoryEntry, type Ledger } from "../../ledger/index.ts";

/** A change of the ledger that a person made, by one command. */
export interface PersonsChange {
  readonly transaction: number;
  readonly time: string;
  readonly user: string;
  readonly command: string;
  readonly entries: readonly HistoryEntry[];
  /** Whether an undoing took it back. */
  readonly undone: boolean;
  /** The transaction that it undoes, if it is an undoing. */
  readonly undoes: number | undefined;
}

/** What people changed, the newest first, read as it is asked for. */
export function* personsChanges(ledger: Ledger): Generator<PersonsChange, void> {
  // An undoing that was itself taken back took nothing.
  const takenBack = new Set<number>();
  for (const { id, time, user, command } of ledger.all(
    "SELECT id, time, user, command FROM transactions WHERE id IS NOT (SELECT id FROM current_transaction) ORDER BY id DESC",
  )) {
    if (passes.has(commandWord(String(command)))) continue;
    const entries = changesOf(ledger, Number(id));
    if (!entries.every((entry) => isDecision(ledger, entry))) continue;
    const undone = takenBack.has(Number(id));
    const undoes = undoneBy(String(command));
    if (undoes !== undefined && !undone) takenBack.add(undoes);
    yield { transaction: Number(id), time: String(time), user: String(user), command: String(command), entries, undone, undoes };
  }
}

/** The change of this transaction if a person made it; undefined if a pass did, or if there is none. */
export function personsChange(ledger: Ledger, transaction: number): PersonsChange | undefined {
  for (const change of personsChanges(ledger)) if (change.transaction <= transaction) return change.transaction === transaction ? change : undefined;
  return undefined;
}

/** The command line by which the history names the undoing of a transaction. */
export function undoCommand(transaction: number): string {
  return `asimov undo ${transaction}`;
}

function undoneBy(command: string): number | undefined {
  const number = /^asimov undo (\d+)$/.exec(command)?.[1];
  return number === undefined ? undefined : Number(number);
}

// These run analyses; whatever they write follows from decisions, and is none.
const passes = new Set(["monitor", "manage", "start"]);

// The first word that is no option of the whole program.
function commandWord(command: string): string {
  return /^asimov(?:\s+(?:--debug|(?:-C|--directory)(?:\s+|=)\S+))*\s+(\S+)/.exec(command)?.[1] ?? "";
}

const decided = new Set(["documents", "subjects", "subject_revisions", "analyses", "reviews", "labels", "pauses"]);

// What an analysis ran is decided about only where it goes with the analysis, and where it comes again.
function isDecision(ledger: Ledger, { transaction, entity, entityId, before, after }: HistoryEntry): boolean {
  if (decided.has(entity) || after === undefined) return true;
  if (before !== undefined) return false;
  const sql = "SELECT 1 FROM history WHERE entity = ? AND entity_id = ? AND after IS NULL AND transaction_id < ?";
  return ledger.get(sql, entity, entityId, transaction) !== undefined;
}
