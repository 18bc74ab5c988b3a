import type { Ledger, Row } from "./ledger.ts";

/** One change of one row, as the ledger's history keeps it. */
export interface HistoryEntry {
  readonly transaction: number;
  readonly time: string;
  readonly user: string;
  readonly host: string;
  readonly command: string;
  readonly entity: string;
  readonly entityId: number;
  /** The columns that changed, before; the whole row when it was removed; undefined when it was added. */
  readonly before: Readonly<Record<string, unknown>> | undefined;
  /** The columns that changed, after; the whole row when it was added; undefined when it was removed. */
  readonly after: Readonly<Record<string, unknown>> | undefined;
}

/** The history of one row, or of everything, oldest first. */
export function readHistory(ledger: Ledger, entity?: string, entityId?: number): readonly HistoryEntry[] {
  const rows = ledger.all(
    `${selectEntries} WHERE (?1 IS NULL OR h.entity = ?1) AND (?2 IS NULL OR h.entity_id = ?2) ORDER BY h.id`,
    entity ?? null,
    entityId ?? null,
  );
  return rows.map(toEntry);
}

/** How {@link iterateHistory} reads. */
export interface HistoryOptions {
  /** Only these entries, ascending, as `historyOf` gives them; all when not given. */
  readonly ids?: readonly number[] | undefined;
  readonly newestFirst?: boolean | undefined;
}

// Entries may hold whole snapshots: few of them at a time keep the memory flat.
const pageLength = 64;

/** The history in its order, or the newest first, read a few entries at a time: it may be longer than the memory. */
export function* iterateHistory(ledger: Ledger, { ids, newestFirst = false }: HistoryOptions = {}): Generator<HistoryEntry, void> {
  const order = newestFirst ? "DESC" : "ASC";
  if (ids) {
    const sorted = newestFirst ? ids.toReversed() : ids;
    for (let start = 0; start < sorted.length; start += pageLength) {
      const page = JSON.stringify(sorted.slice(start, start + pageLength));
      yield* ledger.all(`${selectEntries} WHERE h.id IN (SELECT value FROM json_each(?)) ORDER BY h.id ${order}`, page).map(toEntry);
    }
    return;
  }
  let last = newestFirst ? Number.MAX_SAFE_INTEGER : 0;
  for (;;) {
    const rows = ledger.all(`${selectEntries} WHERE h.id ${newestFirst ? "<" : ">"} ? ORDER BY h.id ${order} LIMIT ${pageLength}`, last);
    yield* rows.map(toEntry);
    if (rows.length < pageLength) return;
    last = Number(rows.at(-1)!["id"]);
  }
}

const selectEntries = "SELECT h.*, t.time, t.user, t.host, t.command FROM history h JOIN transactions t ON t.id = h.transaction_id";

function toEntry(row: Row): HistoryEntry {
  return {
    transaction: Number(row["transaction_id"]),
    time: String(row["time"]),
    user: String(row["user"]),
    host: String(row["host"]),
    command: String(row["command"]),
    entity: String(row["entity"]),
    entityId: Number(row["entity_id"]),
    before: parse(row["before"]),
    after: parse(row["after"]),
  };
}

function parse(text: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof text === "string" ? (JSON.parse(text) as Record<string, unknown>) : undefined;
}
