import { addressOf } from "../../analysis/index.ts";
import { changedSince, childrenOf, type HistoryEntry, type Ledger } from "../../ledger/index.ts";
import { isMap, type Settings } from "../../settings/index.ts";
import { nameOf } from "./names.ts";

/** Something that was done since and that would lose its ground. */
export interface OnTop {
  readonly what: string;
  /** The transactions that did it; they can be undone first, unless a pass made them. */
  readonly by: readonly number[];
}

/** What was done on top of `entries`, the changes of one transaction. */
export function onTopOf(ledger: Ledger, entries: readonly HistoryEntry[]): readonly OnTop[] {
  const changed = changedSince(ledger, entries).map(({ table, id, by }) => ({ what: `${nameOf(ledger, table, id)} was changed`, by }));
  const added = addedBelow(ledger, entries);
  const transaction = entries[0]?.transaction ?? 0;
  // What belongs to rows that would go is among those that were added.
  const going = new Set(entries.filter(({ entity, before }) => entity === "analyses" && before === undefined).map(({ entityId }) => entityId));
  const reached = affected(ledger, entries);
  const ran = ranAfter(ledger, transaction, (id) => !going.has(id) && (reached === "all" || reached.has(id)));
  return [...added, ...changed, ...ran];
}

// Rows that belong to those which would go, and do not go with them.
function addedBelow(ledger: Ledger, entries: readonly HistoryEntry[]): readonly OnTop[] {
  const going = Map.groupBy(
    entries.filter(({ before }) => before === undefined),
    ({ entity }) => entity,
  );
  return [...going].flatMap(([table, mine]) =>
    childrenOf(ledger, table).flatMap(({ child, column }) => {
      const withThem = new Set(going.get(child)?.map(({ entityId }) => entityId));
      const ids = JSON.stringify(mine.map(({ entityId }) => entityId));
      const rows = ledger.all(`SELECT id FROM ${child} WHERE ${column} IN (SELECT value FROM json_each(?))`, ids).map((row) => Number(row["id"]));
      return rows.filter((id) => !withThem.has(id)).map((id) => ({ what: `${nameOf(ledger, child, id)} was added`, by: addedBy(ledger, child, id) }));
    }),
  );
}

/** The transaction that added a row. */
export function addedBy(ledger: Ledger, table: string, id: number): readonly number[] {
  const row = ledger.get("SELECT max(transaction_id) AS id FROM history WHERE entity = ? AND entity_id = ? AND before IS NULL", table, id);
  return [Number(row?.["id"])];
}

// Analyses that were built or reviewed after the transaction, with what it had made of them.
function ranAfter(ledger: Ledger, transaction: number, isMeant: (analysis: number) => boolean): readonly OnTop[] {
  // What only came again out of the trash was not made since.
  const made = `AND h.transaction_id > ?1 AND NOT EXISTS
    (SELECT 1 FROM history d WHERE d.entity = h.entity AND d.entity_id = h.entity_id AND d.after IS NULL AND d.id < h.id)`;
  const sql = `SELECT h.transaction_id AS by, a.analysis_id AS id, 'built' AS word FROM history h JOIN attempts a ON a.id = h.entity_id
      WHERE h.entity = 'attempts' AND (h.before IS NULL OR json_extract(h.after, '$.snapshot') IS NOT NULL) ${made}
    UNION SELECT h.transaction_id, r.analysis_id, 'reviewed' FROM history h JOIN reviews r ON r.id = h.entity_id
      WHERE h.entity = 'reviews' AND h.before IS NULL ${made} ORDER BY 2, 1`;
  const rows = ledger.all(sql, transaction).filter((row) => isMeant(Number(row["id"])));
  return rows.map((row) => ({ what: `analysis ${addressOf(ledger, Number(row["id"]))} was ${String(row["word"])}`, by: [Number(row["by"])] }));
}

const settingColumns = ["content", "pipeline", "needs", "selects", "subjects", "subject_revision"];

// The analyses that a build gives other settings since these changes.
function affected(ledger: Ledger, entries: readonly HistoryEntry[]): ReadonlySet<number> | "all" {
  const pipelines = entries.filter(({ entity }) => entity === "documents").map(pipelinesOf);
  if (pipelines.includes("all")) return "all";
  const names = pipelines.flatMap((some) => (some === "all" ? [] : some));
  const ofPipelines = ledger.all("SELECT id FROM analyses WHERE pipeline IN (SELECT value FROM json_each(?))", JSON.stringify(names));
  return new Set([...standingOn(ledger, entries), ...ofPipelines.map((row) => Number(row["id"]))]);
}

/** Ids of the analyses of which these changes are, or of whose event's revision. */
export function standingOn(ledger: Ledger, entries: readonly HistoryEntry[]): ReadonlySet<number> {
  const ids = entries.flatMap(({ entity, entityId, before, after }) => {
    const row = after ?? before ?? {};
    if (entity === "analyses" && settingColumns.some((column) => column in row)) return [entityId];
    if (entity !== "subject_revisions") return [];
    const revision = ledger.get("SELECT subject_id, revision FROM subject_revisions WHERE id = ?", entityId);
    if (!revision) return [];
    const pinned = "SELECT id FROM analyses WHERE subject_id = ? AND subject_revision = ?";
    return ledger.all(pinned, revision["subject_id"]!, revision["revision"]!).map((one) => Number(one["id"]));
  });
  return new Set(ids);
}

function pipelinesOf({ before, after }: HistoryEntry): readonly string[] | "all" {
  const contents = [before?.["content"], after?.["content"]].flatMap((text) => (typeof text === "string" ? [JSON.parse(text) as Settings] : []));
  const ofAll = contents.some((content) => Object.keys(content).some((key) => !["kind", "name", "pipelines"].includes(key)));
  if (ofAll) return "all";
  return contents.flatMap(({ pipelines = null }) => (isMap(pipelines) ? Object.keys(pipelines).map((name) => name.toLowerCase()) : []));
}
