import { invert, type Ledger, type Transaction } from "../../ledger/index.ts";
import { AsimovError, throwAll } from "../../system/index.ts";
import { watchSettings } from "../plan/index.ts";
import { personsChange, personsChanges, undoCommand, type PersonsChange } from "./decisions.ts";
import { nameOf } from "./names.ts";
import { onTopOf, standingOn, type OnTop } from "./on-top.ts";
import { looseEnds, unmetNeeds } from "./loose-ends.ts";
import { rehearse } from "./rehearse.ts";

/** What an undoing did. */
export interface Undone {
  readonly change: PersonsChange;
  /** Its own transaction, which can be undone too; undefined for a rehearsal. */
  readonly transaction: number | undefined;
  /** For people, one for each thing: `added analysis GW1/pe`. */
  readonly lines: readonly string[];
}

/**
 * Takes back what one command changed, the newest that was not taken back when none is named: every row is what it was.
 * Throws `UNDO_NOTHING`, `UNDO_UNKNOWN`, `UNDO_DONE`, `UNDO_NAME_TAKEN`, `UNDO_REFUSED` with all that was done on top, or what {@link apply} throws where settings and needs of
 * analyses would contradict each other.
 */
export function undoChange(ledger: Ledger, transaction: number | undefined, options: { readonly dryRun?: boolean | undefined } = {}): Undone {
  const number = transaction ?? newest(ledger);
  const work = (changing: Transaction): Undone => {
    const change = known(ledger, number);
    if (change.undone) throw new AsimovError("UNDO_DONE", { message: `transaction ${number} was undone already: ${change.command}` });
    refuse(ledger, change, onTopOf(ledger, change.entries));
    const unmet = unmetNeeds(ledger, change.entries);
    const check = watchSettings(ledger, standingOn(ledger, change.entries));
    invert(ledger, changing, change.entries);
    refuse(ledger, change, looseEnds(ledger, change, unmet));
    throwAll(check(standingOn(ledger, change.entries)));
    const current = options.dryRun ? undefined : Number(ledger.get("SELECT id FROM current_transaction")?.["id"]);
    return { change, transaction: current, lines: linesOf(ledger, change, "undoing") };
  };
  return rehearse(ledger, options.dryRun === true, work, undoCommand(number));
}

/** What a change, or else its undoing, does to each thing that it is about. */
export function linesOf(ledger: Ledger, { entries }: Pick<PersonsChange, "entries">, by: "change" | "undoing"): readonly string[] {
  const shown = entries.filter(({ entity }) => entity !== "subject_revisions" || !entries.some((other) => other.entity === "subjects"));
  return [...Map.groupBy(shown, ({ entity, entityId }) => `${entity} ${entityId}`).values()].flatMap((mine) => {
    const { entity, entityId, before } = mine[0]!;
    const kind = before === undefined ? "added" : mine.at(-1)!.after === undefined ? "removed" : "changed";
    const word = by === "change" ? kind : { added: "removed", removed: "restored", changed: "changed back" }[kind];
    return partial.has(entity) ? [] : [`${word} ${nameOf(ledger, entity, entityId)}`];
  });
}

// What goes and comes with an attempt.
const partial = new Set(["submissions", "assets", "provided", "stored"]);

function newest(ledger: Ledger): number {
  for (const change of personsChanges(ledger)) if (!change.undone && change.undoes === undefined) return change.transaction;
  throw new AsimovError("UNDO_NOTHING", { message: "there is no change of a person that could be undone", remedy: "asimov log shows what changed." });
}

function known(ledger: Ledger, transaction: number): PersonsChange {
  const change = personsChange(ledger, transaction);
  if (change) return change;
  const row = ledger.get("SELECT command FROM transactions WHERE id = ?", transaction);
  throw new AsimovError("UNDO_UNKNOWN", {
    message: row
      ? `transaction ${transaction} is no decision that could be taken back: ${String(row["command"])}`
      : `there is no transaction ${transaction}`,
    remedy: "asimov undo --list shows what can be undone.",
  });
}

const most = 10;

function refuse(ledger: Ledger, { transaction, command }: PersonsChange, found: readonly OnTop[]): void {
  if (found.length === 0) return;
  const lines = found
    .slice(0, most)
    .map(({ what, by }) => `  ${what}${by.length === 0 ? "" : ` (${by.map((id) => called(ledger, id)).join(", ")})`}`);
  const more = found.length > most ? [`  and ${found.length - most} more`] : [];
  const first = [...new Set(found.flatMap(({ by }) => by))].filter((id) => personsChange(ledger, id) !== undefined).toSorted((a, b) => b - a);
  throw new AsimovError("UNDO_REFUSED", {
    message: `transaction ${transaction} (${command}) has something on top of it:\n${[...lines, ...more].join("\n")}`,
    remedy: remedyFor(first[0], found, (id) => personsChange(ledger, id) !== undefined),
  });
}

function remedyFor(first: number | undefined, found: readonly OnTop[], isPersons: (transaction: number) => boolean): string {
  // What a pass or a builder did is taken back by nobody, whatever is undone before it.
  const ran = found.some(({ by }) => by.length > 0 && !by.some((id) => isPersons(id)));
  if (first !== undefined && !ran) return `Undo the newest of them first: asimov undo ${first}`;
  return ran ? "What was run stays: change the blueprint and apply it with --update instead." : "Change or delete these first.";
}

function called(ledger: Ledger, transaction: number): string {
  return `${transaction}: ${String(ledger.get("SELECT command FROM transactions WHERE id = ?", transaction)?.["command"])}`;
}
