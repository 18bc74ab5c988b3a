import type { RowValues } from "../as-of.ts";
import { iterateHistory } from "../history.ts";
import type { Ledger } from "../ledger.ts";

/** Rows of one table by id, without their id. */
export type Rows = ReadonlyMap<number, RowValues>;

/** What the history alone says about one table. */
export interface Replay {
  readonly rows: Rows;
  /** Entries that don't follow from those before them. */
  readonly breaks: readonly { readonly id: number; readonly what: string }[];
}

/** Rebuilds the rows of `table` from the history alone, and checks that each entry found what the one before it left. */
export function replayTable(ledger: Ledger, table: string): Replay {
  const rows = new Map<number, RowValues>();
  const breaks: { id: number; what: string }[] = [];
  const ids = ledger.all("SELECT id FROM history WHERE entity = ? ORDER BY id", table).map((row) => Number(row["id"]));
  for (const { entityId: id, transaction, before, after } of iterateHistory(ledger, { ids })) {
    const known = rows.get(id);
    const what = breakOf(known, before, after);
    if (what !== undefined) breaks.push({ id, what: `transaction ${transaction} ${what}` });
    if (after) rows.set(id, { ...known, ...after });
    else rows.delete(id);
  }
  return { rows, breaks };
}

function breakOf(known: RowValues | undefined, before: RowValues | undefined, after: RowValues | undefined): string | undefined {
  if (before === undefined) return known ? "adds it a second time" : undefined;
  if (!known) return `${after ? "changes" : "removes"} it, and none before added it`;
  const columns = Object.keys(before).filter((column) => JSON.stringify(known[column] ?? null) !== JSON.stringify(before[column]));
  return columns.length > 0 ? `found another ${columns.join(", ")} than the one before it left` : undefined;
}
