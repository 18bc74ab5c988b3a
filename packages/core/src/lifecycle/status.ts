import { analysisById, wayOut, type Analysis, type StatusChange } from "../analysis/index.ts";
import type { Ledger, Transaction } from "../ledger/index.ts";
import { timestamp } from "../system/index.ts";

/** Gives an analysis a status, unless somebody changed it since `analysis` was read: then throws `LEDGER_CONFLICT`, and their change stands. */
export function setStatus(ledger: Ledger, analysis: Analysis, change: StatusChange): Analysis {
  return ledger.change((transaction) => {
    writeStatus(ledger, transaction, analysis, change);
    return analysisById(ledger, analysis.id);
  });
}

/** {@link setStatus} as part of a larger transaction. A status that only a person ends has a command to type, whoever gives it. */
export function writeStatus(ledger: Ledger, transaction: Transaction, analysis: Analysis, change: StatusChange): void {
  const { status, reason, remedy = wayOut(status, analysis.address) ?? null, request = null } = change;
  if (analysis.status === status && analysis.reason === reason && (analysis.remedy ?? null) === remedy && (analysis.request ?? null) === request)
    return;
  const since = analysis.status === status ? analysis.since : timestamp(ledger.clock);
  transaction.update(
    "analyses",
    analysis.id,
    { status, reason, remedy, request, since, revision: analysis.revision + 1 },
    { revision: analysis.revision },
  );
}
