import type { Ledger } from "../../ledger/index.ts";
import { AsimovError, didYouMean, type Place } from "../../system/index.ts";
import type { Earlier } from "./earlier.ts";

/** The error for an event that neither the ledger nor a document before this one has. */
export function unknownEvent(ledger: Ledger, what: string, event: string, at: Place, earlier: Earlier): AsimovError {
  const all = [
    ...ledger.all("SELECT name FROM subjects").map((row) => String(row["name"])),
    ...[...earlier.byWhat.values()].flatMap((step) => (step.kind === "event" ? [step.name] : [])),
  ];
  return new AsimovError("BLUEPRINT_UNKNOWN_EVENT", {
    message: `${what}: there is no event "${event}".${didYouMean(event, all)}`,
    at,
    remedy: 'Apply its blueprint ("kind: event") first, or above it in the same file.',
  });
}
