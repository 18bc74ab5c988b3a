import type { Analysis } from "../../analysis/index.ts";
import type { Ledger, Transaction } from "../../ledger/index.ts";
import type { Observation, SubmissionRequest } from "../../scheduler/index.ts";
import { timestamp } from "../../system/index.ts";

/** A submission of post-processing. */
export interface ProcessingJob {
  readonly id: number;
  readonly ordinal: number;
  /** As its request names it: for people, and to know it again. */
  readonly name: string;
  /** The scheduler has it; else it is an intent, of which somebody who ended in between made nothing yet. */
  readonly submitted: boolean;
  readonly ended: boolean;
  /** Its last observation, once it has ended. */
  readonly outcome: Observation | undefined;
  /** It ended without its products, and counts no more: asked for again, it is another submission. */
  readonly superseded: boolean;
}

/** The submissions of post-processing of an attempt, oldest first. */
export function processingJobs(ledger: Ledger, attemptId: number): readonly ProcessingJob[] {
  const rows = ledger.all(
    "SELECT id, ordinal, request, job_id, ended, outcome FROM submissions WHERE attempt_id = ? AND purpose = 'job' ORDER BY id",
    attemptId,
  );
  return rows.map((row) => {
    const outcome = row["outcome"] === null ? undefined : (JSON.parse(String(row["outcome"])) as Observation & { readonly superseded?: string });
    return {
      id: Number(row["id"]),
      ordinal: Number(row["ordinal"]),
      name: (JSON.parse(String(row["request"])) as SubmissionRequest).name,
      submitted: row["job_id"] !== null,
      ended: row["ended"] !== null,
      outcome,
      superseded: outcome?.superseded !== undefined,
    };
  });
}

/** Those that count. */
export function currentJobs(ledger: Ledger, attemptId: number): readonly ProcessingJob[] {
  return processingJobs(ledger, attemptId).filter(({ superseded }) => !superseded);
}

/** The name of the submission of a job, of the pipeline itself or of one of its post-processors. */
export function jobName({ pipeline, address }: Analysis, postprocessor: string | undefined, job: string): string {
  return [pipeline, address, ...(postprocessor === undefined ? [] : [postprocessor]), job].join("/");
}

/** Whether a submission is one of a post-processor of the analysis. */
export function isJobOf(analysis: Analysis, postprocessor: string, { name }: ProcessingJob): boolean {
  return name.startsWith(jobName(analysis, postprocessor, ""));
}

/** Notes that ended jobs count no more. */
export function supersede(ledger: Ledger, transaction: Transaction, jobs: readonly ProcessingJob[]): void {
  for (const { id, ended, outcome } of jobs) {
    if (!ended) continue;
    transaction.update("submissions", id, { outcome: JSON.stringify({ ...outcome, superseded: timestamp(ledger.clock) }) });
  }
}

/** Notes that what did not succeed of the post-processing of an attempt counts no more. */
export function supersedeUnsuccessful(ledger: Ledger, transaction: Transaction, attemptId: number): void {
  const jobs = currentJobs(ledger, attemptId);
  supersede(
    ledger,
    transaction,
    jobs.filter(({ outcome }) => outcome?.state !== "completed"),
  );
}
