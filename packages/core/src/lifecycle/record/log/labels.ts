import { addressOf } from "../../../analysis/index.ts";
import { lastRow, type Ledger } from "../../../ledger/index.ts";
import type { Change } from "./change.ts";

/** What happened to a label of an analysis. */
export function tellLabel(ledger: Ledger, { kind, id, before, after }: Change): string {
  const row = { ...lastRow(ledger, "labels", ["analysis_id", "name", "value", "origin"], id), ...(kind === "removed" ? before : after) };
  const name = `analysis ${addressOf(ledger, Number(row["analysis_id"]))}: label ${String(row["name"])}`;
  if (kind === "removed") return `${name} removed (was ${String(row["value"])})`;
  const by = row["origin"] === "person" ? "" : ` by ${String(row["origin"])}`;
  return kind === "added"
    ? `${name} = ${String(row["value"])}${by}`
    : `${name}: ${String(before["value"] ?? row["value"])} -> ${String(row["value"])}${by}`;
}
