import type { Ledger, Row } from "../../ledger/index.ts";
import type { SchedulerAddress, SubmissionRequest } from "../../scheduler/index.ts";
import type { ProcessIdentity } from "../../system/index.ts";

/** What a submission is for: the workflow itself, or a job of post-processing. */
export type Purpose = "workflow" | "job";

/** Why nobody can say whether a submission exists: an observation, never a status. */
export interface Unconfirmed {
  readonly reason: string;
  /** When that was first so. */
  readonly since: string;
  /** When its scheduler first did not show it with its submitter dead: the grace time counts from there. */
  readonly absent?: string | undefined;
}

/** What a person said about a submission. */
export interface Decided {
  readonly what: "adopted" | "absent";
  readonly by: string;
  readonly when: string;
}

/** One thing handed to a scheduler, or about to be. */
export interface SubmissionRecord {
  readonly id: number;
  readonly token: string;
  readonly attemptId: number;
  readonly analysisId: number;
  readonly purpose: Purpose;
  readonly request: SubmissionRequest;
  readonly address: SchedulerAddress;
  readonly submitter: ProcessIdentity;
  /** When the newest try to hand it over began. */
  readonly intended: string;
  readonly jobId: string | undefined;
  readonly ended: string | undefined;
  readonly unconfirmed: Unconfirmed | undefined;
  readonly decided: Decided | undefined;
}

/** All submissions that have not ended. */
export function openSubmissions(ledger: Ledger): readonly SubmissionRecord[] {
  return select(ledger, "WHERE s.ended IS NULL ORDER BY s.id");
}

/** The submissions of an attempt, oldest first. */
export function submissionsOf(ledger: Ledger, attemptId: number): readonly SubmissionRecord[] {
  return select(ledger, "WHERE s.attempt_id = ? ORDER BY s.id", attemptId);
}

/** The submission with this token, if there is one. */
export function submissionWith(ledger: Ledger, token: string): SubmissionRecord | undefined {
  return select(ledger, "WHERE s.token = ?", token)[0];
}

/** The other open submission that is this job already, where `record` lives, if there is one. */
export function otherWithJob(ledger: Ledger, { id, address }: SubmissionRecord, jobId: string): SubmissionRecord | undefined {
  const { scheduler, accessPoint, pool } = address;
  return select(ledger, "WHERE s.ended IS NULL AND s.job_id = ?", jobId).find(
    (one) => one.id !== id && one.address.scheduler === scheduler && one.address.accessPoint === accessPoint && one.address.pool === pool,
  );
}

/** Whether a submission is, or was to be, made by a builder that submits by itself: then core has no file that it could submit again. */
export function isByItself({ request }: SubmissionRecord): boolean {
  return request.file === "";
}

const columns = "id, token, attempt_id, purpose, request, address, submitter, intended, job_id, ended, unconfirmed, decided".replaceAll(
  /\w+/g,
  "s.$&",
);

function select(ledger: Ledger, rest: string, ...parameters: readonly (string | number)[]): readonly SubmissionRecord[] {
  return ledger
    .all(`SELECT ${columns}, a.analysis_id FROM submissions s JOIN attempts a ON a.id = s.attempt_id ${rest}`, ...parameters)
    .map(toRecord);
}

function toRecord(row: Row): SubmissionRecord {
  return {
    id: Number(row["id"]),
    token: String(row["token"]),
    attemptId: Number(row["attempt_id"]),
    analysisId: Number(row["analysis_id"]),
    purpose: String(row["purpose"]) as Purpose,
    request: JSON.parse(String(row["request"])) as SubmissionRequest,
    address: JSON.parse(String(row["address"])) as SchedulerAddress,
    submitter: JSON.parse(String(row["submitter"])) as ProcessIdentity,
    intended: String(row["intended"]),
    jobId: textOf(row["job_id"]),
    ended: textOf(row["ended"]),
    unconfirmed: row["unconfirmed"] === null ? undefined : (JSON.parse(String(row["unconfirmed"])) as Unconfirmed),
    decided: row["decided"] === null ? undefined : (JSON.parse(String(row["decided"])) as Decided),
  };
}

function textOf(value: Row[string] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
