import type { Ledger } from "./ledger.ts";

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
    `SELECT h.*, t.time, t.user, t.host, t.command FROM history h JOIN transactions t ON t.id = h.transaction_id
     WHERE (?1 IS NULL OR h.entity = ?1) AND (?2 IS NULL OR h.entity_id = ?2) ORDER BY h.id`,
    entity ?? null,
    entityId ?? null,
  );
  return rows.map((row) => ({
    transaction: Number(row["transaction_id"]),
    time: String(row["time"]),
    user: String(row["user"]),
    host: String(row["host"]),
    command: String(row["command"]),
    entity: String(row["entity"]),
    entityId: Number(row["entity_id"]),
    before: parse(row["before"]),
    after: parse(row["after"]),
  }));
}

function parse(text: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof text === "string" ? (JSON.parse(text) as Record<string, unknown>) : undefined;
}
