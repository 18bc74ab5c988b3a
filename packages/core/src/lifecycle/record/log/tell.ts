import type { HistoryEntry, Ledger } from "../../../ledger/index.ts";
import { tellAttempt, tellAssets, tellProvided, tellStored, tellSubmission } from "./attempts.ts";
import { changeOf, columns, type Change } from "./change.ts";
import { tellAnalysis, tellConfiguration, tellSubject } from "./documents.ts";
import { tellLabel } from "./labels.ts";
import { tellReview } from "./reviews.ts";

type Teller = (ledger: Ledger, change: Change, entries: readonly HistoryEntry[]) => string;

const tellers: Readonly<Record<string, Teller>> = {
  documents: tellConfiguration,
  subjects: tellSubject,
  subject_revisions: tellSubject,
  analyses: tellAnalysis,
  reviews: tellReview,
  labels: tellLabel,
  attempts: tellAttempt,
  submissions: tellSubmission,
  assets: tellAssets,
  provided: tellProvided,
  stored: tellStored,
};

/** What happened to one thing in one transaction, as one line of words. */
export function tell(ledger: Ledger, entries: readonly HistoryEntry[]): string {
  const { entity, entityId } = entries[0]!;
  const change = changeOf(entries.filter((entry) => entry.entity === entity && entry.entityId === entityId));
  const teller = Object.hasOwn(tellers, entity) ? tellers[entity] : undefined;
  return teller ? teller(ledger, change, entries) : `${entity} ${entityId}: ${change.kind}${change.kind === "changed" ? ` ${columns(change)}` : ""}`;
}
