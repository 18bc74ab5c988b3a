import type { Ledger, Transaction } from "../../ledger/index.ts";
import { timestamp } from "../../system/index.ts";
import type { Verdict } from "./judge.ts";
import type { SubmissionRecord, Unconfirmed } from "../record/index.ts";

/** Commits that a submission exists. Throws `LEDGER_CONFLICT` when that was committed meanwhile. */
export function confirm(
  ledger: Ledger,
  record: SubmissionRecord,
  jobId: string,
  onConfirm: (transaction: Transaction, jobId: string) => void,
): SubmissionRecord {
  return ledger.change((transaction) => {
    transaction.update("submissions", record.id, { job_id: jobId, confirmed: timestamp(ledger.clock), unconfirmed: null }, { job_id: null });
    onConfirm(transaction, jobId);
    return { ...record, jobId, unconfirmed: undefined };
  });
}

/** Commits that nobody can say whether a submission exists; the times of the first such note, and of the first without an answer, stay. */
export function noteUnconfirmed(ledger: Ledger, record: SubmissionRecord, verdict: Extract<Verdict, { kind: "unconfirmed" }>): Unconfirmed {
  const now = timestamp(ledger.clock);
  const { since = now, absent = verdict.missing ? now : undefined } = record.unconfirmed ?? {};
  // How long it may still appear is no news.
  const reason = verdict.missing ? "the scheduler does not show it; it may still appear" : verdict.reason;
  const note = { reason, since, ...(absent !== undefined && { absent }) };
  ledger.change((transaction) => transaction.update("submissions", record.id, { unconfirmed: JSON.stringify(note) }, { job_id: null }));
  return note;
}
