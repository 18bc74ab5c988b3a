import { addressOf } from "../../../analysis/index.ts";
import { lastRow, type Ledger } from "../../../ledger/index.ts";
import { firstLine, type Change } from "./change.ts";

/** What somebody found when they looked at an analysis. */
export function tellReview(ledger: Ledger, { kind, id, before, after }: Change): string {
  const row = { ...lastRow(ledger, "reviews", ["analysis_id", "status", "message", "user"], id), ...(kind === "removed" ? before : after) };
  const status = typeof row["status"] === "string" ? row["status"] : "note";
  const message = firstLine(row["message"]);
  const verb = { added: "", changed: "changed the review ", removed: "removed the review " }[kind];
  return `analysis ${addressOf(ledger, Number(row["analysis_id"]))}: ${verb}${status} by ${String(row["user"])}${message === "" ? "" : `: ${message}`}`;
}
