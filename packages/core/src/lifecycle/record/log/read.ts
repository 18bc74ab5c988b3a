import { iterateHistory, type HistoryEntry, type HistoryOptions, type Ledger } from "../../../ledger/index.ts";
import { tell } from "./tell.ts";

/** What one transaction did to one thing. */
export interface LogLine {
  readonly transaction: number;
  readonly time: string;
  readonly user: string;
  readonly host: string;
  readonly command: string;
  /** What changed, on one line, for people. */
  readonly text: string;
  /** All of it, in the order in which it was done. */
  readonly entries: readonly HistoryEntry[];
}

/** The history in words, oldest first unless said otherwise, read as it is asked for. */
export function* readLog(ledger: Ledger, options: HistoryOptions = {}): Generator<LogLine, void> {
  let group: HistoryEntry[] = [];
  for (const entry of iterateHistory(ledger, options)) {
    if (group.length > 0 && !belongsTogether(group[0]!, entry)) {
      yield toLine(ledger, group, options);
      group = [];
    }
    group.push(entry);
  }
  if (group.length > 0) yield toLine(ledger, group, options);
}

function toLine(ledger: Ledger, group: readonly HistoryEntry[], { newestFirst }: HistoryOptions): LogLine {
  const { transaction, time, user, host, command } = group[0]!;
  const entries = newestFirst ? group.toReversed() : group;
  return { transaction, time, user, host, command, text: tell(ledger, entries), entries };
}

function belongsTogether(one: HistoryEntry, other: HistoryEntry): boolean {
  return one.transaction === other.transaction && thingOf(one) === thingOf(other);
}

// A new revision of a subject is two rows, and the products of an attempt are many.
function thingOf({ entity, entityId, before, after }: HistoryEntry): string {
  const row = after ?? before ?? {};
  if (entity === "subject_revisions") return `subjects ${String(row["subject_id"])}`;
  if (entity === "assets") return `assets ${String(row["attempt_id"])}`;
  return `${entity} ${entityId}`;
}
