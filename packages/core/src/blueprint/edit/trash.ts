import { addressOf, subjectName } from "../../analysis/index.ts";
import { changesOf, childrenOf, invert, type HistoryEntry, type Ledger, type Transaction } from "../../ledger/index.ts";
import { AsimovError, didYouMean, throwAll } from "../../system/index.ts";
import { watchSettings } from "../plan/index.ts";
import type { Deletable } from "./remove.ts";
import { nameOf } from "./names.ts";
import { standingOn } from "./on-top.ts";

/** Something that was deleted and is not back. */
export interface TrashItem extends Deletable {
  /** The transaction that deleted it, which names this version of it. */
  readonly transaction: number;
  readonly time: string;
  readonly user: string;
  readonly command: string;
  /** For people: `event GW150914`. */
  readonly what: string;
  /** `GW150914`, `GW150914/pe`, `project:NAME`, or the name of a configuration. */
  readonly address: string;
  /** How many analyses went with it, itself included. */
  readonly analyses: number;
}

/** All that was deleted and is not back, each version of it, the newest first. */
export function listTrash(ledger: Ledger): readonly TrashItem[] {
  return (["subjects", "analyses", "documents"] as const)
    .flatMap((table) => deletedFrom(ledger, table))
    .toSorted((a, b) => b.transaction - a.transaction);
}

/**
 * The things in the trash that `item` means: the number of a transaction for all that it deleted, an address (or the name of an analysis where
 * that is unique) for its newest version, or ADDRESS@TRANSACTION for an older one. Throws `TRASH_UNKNOWN`.
 */
export function findInTrash(ledger: Ledger, item: string): readonly TrashItem[] {
  const trash = listTrash(ledger);
  const [, address = item, number] = /^(.*)@(\d+)$/.exec(item) ?? [];
  const found = /^\d+$/.test(item)
    ? trash.filter(({ transaction }) => transaction === Number(item))
    : called(trash, address)
        .filter(({ transaction }) => number === undefined || transaction === Number(number))
        .slice(0, 1);
  if (found.length > 0) return found;
  const addresses = trash.map((one) => one.address);
  throw new AsimovError("TRASH_UNKNOWN", {
    message: `the trash has no "${item}".${didYouMean(address, addresses)}`,
    remedy: "asimov trash lists what is there.",
  });
}

function called(trash: readonly TrashItem[], name: string): readonly TrashItem[] {
  const exact = trash.filter(({ address }) => address === name);
  if (exact.length > 0) return exact;
  const short = trash.filter(({ table, address }) => table === "analyses" && (address.endsWith(`/${name}`) || address === `project:${name}`));
  return new Set(short.map(({ address }) => address)).size === 1 ? short : [];
}

/** Brings rows back from the trash under their old ids; returns the entries of their deletion. Throws `TRASH_NO_EVENT`, `UNDO_NAME_TAKEN`, and what {@link apply} throws where settings would contradict each other. */
export function restoreRows(ledger: Ledger, transaction: Transaction, items: readonly TrashItem[]): readonly HistoryEntry[] {
  const entries = [...Map.groupBy(items, (item) => item.transaction)].flatMap(([number, mine]) => familyIn(ledger, changesOf(ledger, number), mine));
  for (const { entity, before } of entries) if (entity === "analyses") refuseOrphan(ledger, entries, before?.["subject_id"]);
  const check = watchSettings(ledger, standingOn(ledger, entries));
  invert(ledger, transaction, entries);
  throwAll(check(standingOn(ledger, entries)));
  return entries;
}

function deletedFrom(ledger: Ledger, table: Deletable["table"]): readonly TrashItem[] {
  // What went with its event is part of that.
  const own =
    table === "analyses"
      ? `AND NOT EXISTS (SELECT 1 FROM history s WHERE s.transaction_id = h.transaction_id AND s.entity = 'subjects'
    AND s.after IS NULL AND s.entity_id = json_extract(h.before, '$.subject_id'))`
      : "";
  const rows = ledger.all(
    `SELECT h.entity_id AS id, h.transaction_id AS number, t.time, t.user, t.command, h.before FROM history h JOIN transactions t ON t.id = h.transaction_id
     WHERE h.entity = ? AND h.after IS NULL ${own} AND NOT EXISTS (SELECT 1 FROM ${table} r WHERE r.id = h.entity_id)
     AND NOT EXISTS (SELECT 1 FROM history l WHERE l.entity = h.entity AND l.entity_id = h.entity_id AND l.after IS NULL AND l.id > h.id)`,
    table,
  );
  return rows.map((row) => {
    const id = Number(row["id"]);
    const transaction = Number(row["number"]);
    return {
      table,
      id,
      transaction,
      time: String(row["time"]),
      user: String(row["user"]),
      command: String(row["command"]),
      what: nameOf(ledger, table, id),
      address: { subjects: () => subjectName(ledger, id), analyses: () => addressOf(ledger, id), documents: () => identityIn(row["before"]) }[
        table
      ](),
      analyses: table === "analyses" ? 1 : table === "subjects" ? analysesWith(ledger, transaction, id) : 0,
    };
  });
}

function identityIn(before: unknown): string {
  return String((JSON.parse(String(before)) as Readonly<Record<string, unknown>>)["identity"]);
}

function analysesWith(ledger: Ledger, transaction: number, subject: number): number {
  const sql = `SELECT count(*) AS count FROM history WHERE transaction_id = ? AND entity = 'analyses' AND after IS NULL AND json_extract(before, '$.subject_id') = ?`;
  return Number(ledger.get(sql, transaction, subject)?.["count"]);
}

// The deletions of these things and of all that belonged to them, in their order.
function familyIn(ledger: Ledger, entries: readonly HistoryEntry[], items: readonly Deletable[]): readonly HistoryEntry[] {
  const members = new Set(items.map(({ table, id }) => `${table} ${id}`));
  const removed = entries.filter(({ after }) => after === undefined);
  const parents = new Map(
    [...new Set(removed.map(({ entity }) => entity))].flatMap((parent) =>
      childrenOf(ledger, parent).map(({ child, column }) => [child, { parent, column }]),
    ),
  );
  // Children were removed first: from the last entry on, each finds its parent known.
  for (const { entity, entityId, before } of removed.toReversed()) {
    const link = parents.get(entity);
    if (link && members.has(`${link.parent} ${String(before?.[link.column])}`)) members.add(`${entity} ${entityId}`);
  }
  return removed.filter(({ entity, entityId }) => members.has(`${entity} ${entityId}`));
}

function refuseOrphan(ledger: Ledger, entries: readonly HistoryEntry[], subject: unknown): void {
  if (typeof subject !== "number" || ledger.get("SELECT 1 FROM subjects WHERE id = ?", subject)) return;
  if (entries.some(({ entity, entityId }) => entity === "subjects" && entityId === subject)) return;
  const name = subjectName(ledger, subject);
  throw new AsimovError("TRASH_NO_EVENT", {
    message: `its event ${name} is in the trash itself`,
    remedy: `asimov trash restore ${name}`,
  });
}
