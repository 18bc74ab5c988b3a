import type { Ledger, Row, Transaction } from "../ledger/index.ts";
import type { Observation, SchedulerAddress, SubmissionRequest } from "../scheduler/index.ts";
import { AsimovError, identify, liveness, thisHost, timestamp, userName, type ProcessIdentity } from "../system/index.ts";
import type { Session } from "./session.ts";
import type { Attempt } from "./record/index.ts";

/** What a submission is for: the workflow itself, or a job of post-processing. */
export type Purpose = "workflow" | "job";

/** One thing handed to a scheduler, or about to be. */
export interface SubmissionRecord {
  readonly id: number;
  readonly token: string;
  readonly attemptId: number;
  readonly purpose: Purpose;
  readonly request: SubmissionRequest;
  readonly address: SchedulerAddress;
  readonly submitter: ProcessIdentity;
  readonly intended: string;
  readonly jobId: string | undefined;
  readonly ended: string | undefined;
  /** Why nobody can say whether it exists, and since when. */
  readonly unconfirmed: { readonly reason: string; readonly since: string } | undefined;
}

/** All submissions that have not ended. */
export function openSubmissions(ledger: Ledger): readonly SubmissionRecord[] {
  return ledger.all("SELECT * FROM submissions WHERE ended IS NULL ORDER BY id").map(toRecord);
}

/** The submissions of an attempt, oldest first. */
export function submissionsOf(ledger: Ledger, attemptId: number): readonly SubmissionRecord[] {
  return ledger.all("SELECT * FROM submissions WHERE attempt_id = ? ORDER BY id", attemptId).map(toRecord);
}

/**
 * Hands a workflow to the scheduler: the intent is committed, the scheduler acts, its answer is committed together with `onConfirm`.
 * The same purpose of the same attempt gives the same submission back, also after a crash between any two of these steps.
 * Throws `LEDGER_CONFLICT` when a person held or cancelled the analysis meanwhile, and `SUBMISSION_UNCONFIRMED` when an earlier try may or may not have reached the scheduler.
 */
export async function ensureSubmitted(
  session: Session,
  attempt: Attempt,
  purpose: Purpose,
  workflow: Omit<SubmissionRequest, "token">,
  onConfirm: (transaction: Transaction, jobId: string) => void,
  ordinal = 1,
): Promise<SubmissionRecord> {
  const { ledger } = session.project;
  const record = await intend(session, attempt, purpose, workflow, ordinal);
  if (record.jobId !== undefined) return record;
  const scheduler = await session.scheduler(record.address.scheduler);
  if (!isOurs(record.submitter)) {
    const [observation] = await scheduler.query([record.token]);
    const verdict = judge(record, observation, scheduler.address());
    if (verdict.kind === "unconfirmed") throw unconfirmed(session, record, verdict.reason);
    if (verdict.kind === "found") return confirm(ledger, record, verdict.jobId, onConfirm);
    ledger.change((transaction) => transaction.update("submissions", record.id, { submitter: JSON.stringify(identify()), unconfirmed: null }));
  }
  const { jobId } = await scheduler.submit(record.request);
  return confirm(ledger, record, jobId, onConfirm);
}

/** What a scheduler's answer about an open intent proves. */
export type Verdict =
  | { readonly kind: "found"; readonly jobId: string }
  | { readonly kind: "absent" }
  | { readonly kind: "unconfirmed"; readonly reason: string };

/** Judges an intent without a job id. Absent is only what is proved absent: the submitter is dead, and the same place was asked and answered. */
export function judge(record: SubmissionRecord, observation: Observation | undefined, asked: SchedulerAddress): Verdict {
  if (observation && observation.state !== "absent" && observation.state !== "unknown") {
    return { kind: "found", jobId: observation.jobId ?? record.token };
  }
  if (!observation || observation.state === "unknown") {
    return { kind: "unconfirmed", reason: observation?.reason ?? "the scheduler did not say anything about it" };
  }
  const { address, submitter } = record;
  if (isByItself(record)) return { kind: "unconfirmed", reason: record.unconfirmed?.reason ?? interruptedBuilder };
  if (!isSamePlace(asked, address)) return { kind: "unconfirmed", reason: elsewhere(address) };
  const submitterIs = liveness(submitter);
  if (submitterIs === "alive") return { kind: "unconfirmed", reason: `process ${submitter.pid}, which submits it, is still at work` };
  if (submitterIs === "elsewhere") return { kind: "unconfirmed", reason: `it was being submitted from ${submitter.host}: run asimov monitor there` };
  return { kind: "absent" };
}

/** Whether an answer from `asked` says anything about what was submitted at `address`. */
export function isSamePlace(asked: SchedulerAddress, address: SchedulerAddress): boolean {
  return asked.accessPoint === address.accessPoint && asked.pool === address.pool && asked.owner === address.owner;
}

/** Where to ask about a submission that lives at `address`, for people. */
export function elsewhere({ owner, accessPoint, pool }: SchedulerAddress): string {
  return `it belongs to ${owner} at ${accessPoint}${pool === "" ? "" : ` (${pool})`}: ask there`;
}

/** Commits that a submission exists. */
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

/** Commits that nobody can say whether a submission exists; the time of the first such note stays. */
export function noteUnconfirmed(ledger: Ledger, record: SubmissionRecord, reason: string): void {
  const note = { reason, since: record.unconfirmed?.since ?? timestamp(ledger.clock) };
  ledger.change((transaction) => transaction.update("submissions", record.id, { unconfirmed: JSON.stringify(note) }));
}

/** What is to be said of a {@link isByItself self-made} submission without a job's id. */
export const interruptedBuilder = "its builder submits by itself, and may have done so before it was interrupted";

/** Whether a submission is, or was to be, made by a builder that submits by itself: then core has no file that it could submit again. */
export function isByItself({ request }: SubmissionRecord): boolean {
  return request.file === "";
}

/** Commits the intent of a submission, or returns the one that there is. Throws `LEDGER_CONFLICT` when a person held or cancelled the analysis meanwhile. */
export async function intend(
  session: Session,
  attempt: Attempt,
  purpose: Purpose,
  workflow: Omit<SubmissionRequest, "token">,
  ordinal: number,
): Promise<SubmissionRecord> {
  const { ledger } = session.project;
  const token = `${ledger.fact("id")}.${attempt.analysisId}.${attempt.number}.${purpose}.${ordinal}`;
  const known = ledger.get("SELECT * FROM submissions WHERE token = ?", token);
  if (known) return toRecord(known);
  const scheduler = await session.scheduler();
  const values = {
    token,
    attempt_id: attempt.id,
    purpose,
    ordinal,
    request: JSON.stringify({ token, ...workflow }),
    address: JSON.stringify(scheduler.address()),
    submitter: JSON.stringify(identify()),
    intended: timestamp(ledger.clock),
  };
  return ledger.change((transaction) => {
    const find = (): Row | undefined => ledger.get("SELECT * FROM submissions WHERE token = ?", token);
    if (!find()) {
      refuseUnwanted(ledger, attempt);
      transaction.insert("submissions", values);
    }
    return toRecord(find()!);
  });
}

// No pass would look after its jobs.
function refuseUnwanted(ledger: Ledger, { analysisId }: Attempt): void {
  const status = ledger.get("SELECT status FROM analyses WHERE id = ?", analysisId)?.["status"];
  if (status !== "wait" && status !== "cancelled") return;
  throw new AsimovError("LEDGER_CONFLICT", { message: `a person gave it the status ${status} in the meantime: nothing is submitted` });
}

function isOurs(submitter: ProcessIdentity): boolean {
  return submitter.pid === process.pid && submitter.host === thisHost() && liveness(submitter) === "alive";
}

/** The error for a submission of which nobody can say whether it exists; that is committed first. */
export function unconfirmed(session: Session, record: SubmissionRecord, reason: string): AsimovError {
  noteUnconfirmed(session.project.ledger, record, reason);
  return new AsimovError("SUBMISSION_UNCONFIRMED", {
    message: `nobody can say whether submission ${record.token} reached the scheduler: ${reason}`,
    remedy: `Nothing is submitted until that is known. Run asimov monitor as ${userName()} on ${record.submitter.host}.`,
    exitCode: 4,
  });
}

function toRecord(row: Row): SubmissionRecord {
  return {
    id: Number(row["id"]),
    token: String(row["token"]),
    attemptId: Number(row["attempt_id"]),
    purpose: String(row["purpose"]) as Purpose,
    request: JSON.parse(String(row["request"])) as SubmissionRequest,
    address: JSON.parse(String(row["address"])) as SchedulerAddress,
    submitter: JSON.parse(String(row["submitter"])) as ProcessIdentity,
    intended: String(row["intended"]),
    jobId: row["job_id"] === null ? undefined : String(row["job_id"]),
    ended: row["ended"] === null ? undefined : String(row["ended"]),
    unconfirmed: row["unconfirmed"] === null ? undefined : (JSON.parse(String(row["unconfirmed"])) as { reason: string; since: string }),
  };
}
