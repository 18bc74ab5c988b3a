import type { HistoryEntry } from "../../../ledger/index.ts";
import { differences, formatPath, type Settings, type Value } from "../../../settings/index.ts";

/** What one transaction did to one row. */
export interface Change {
  readonly kind: "added" | "changed" | "removed";
  readonly id: number;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Several changes of one row as one. */
export function changeOf(entries: readonly HistoryEntry[]): Change {
  const kind = entries.at(-1)!.after === undefined ? "removed" : entries[0]!.before === undefined ? "added" : "changed";
  return {
    kind,
    id: entries[0]!.entityId,
    before: Object.assign({}, ...entries.toReversed().map(({ before }) => before)) as Change["before"],
    after: Object.assign({}, ...entries.map(({ after }) => after)) as Change["after"],
  };
}

/** The names of the columns that changed. */
export function columns({ after }: Change): string {
  return Object.keys(after).join(", ");
}

const most = 3;

/** The keys in which two documents differ, with short values only; at most three of them. */
export function changedKeys(before: unknown, after: unknown): string {
  const all = differences(JSON.parse(String(before)) as Settings, JSON.parse(String(after)) as Settings);
  const told = all.slice(0, most).map(({ path, before: old, after: now }) => `${formatPath(path)}: ${short(old)} -> ${short(now)}`);
  return [...told, ...(all.length > most ? [`and ${all.length - most} more`] : [])].join(", ");
}

function short(value: Value | undefined): string {
  if (value === undefined) return "(none)";
  const text = JSON.stringify(value);
  return text.length <= 24 ? text : `${Array.isArray(value) ? "[" : typeof value === "string" ? '"' : "{"}…`;
}

/** The first line of a text, cut at 160 characters. */
export function firstLine(text: unknown): string {
  const [first = "", ...more] = String(text).split("\n");
  const line = first.replaceAll(/\p{Cc}+/gu, " ").trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : more.length > 0 ? `${line} …` : line;
}
