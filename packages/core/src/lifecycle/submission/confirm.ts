import type { Ledger, Transaction } from "../../ledger/index.ts";
import { timestamp } from "../../system/index.ts";
import type { Verdict } from "./judge.ts";
import { otherWithJob, type SubmissionRecord, type Unconfirmed } from "../record/index.ts";

/** Why a job can't be the one of a submission, in words: another open one is it already; undefined when nothing is against it. */
export function againstJob(ledger: Ledger, record: SubmissionRecord, jobId: string): string | undefined {
  const other = otherWithJob(ledger, record, jobId);
  return other && `it is said to be job ${jobId}, which submission ${other.token} is already`;
}

/** What is found, unless it can't be believed. */
export function believed(ledger: Ledger, record: SubmissionRecord, verdict: Verdict): Verdict {
  const reason = verdict.kind === "found" ? againstJob(ledger, record, verdict.jobId) : undefined;
  return reason === undefined ? verdict : { kind: "unconfirmed", reason };
}

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
