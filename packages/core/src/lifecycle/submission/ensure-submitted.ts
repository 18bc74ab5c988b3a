import { analysisById, currentPauses, describePause, pauseOf } from "../../analysis/index.ts";
import type { Ledger, Transaction } from "../../ledger/index.ts";
import type { GuardedScheduler, SubmissionRequest } from "../../scheduler/index.ts";
import { AsimovError, identify, timestamp, userName } from "../../system/index.ts";
import { againstJob, believed, confirm, noteUnconfirmed } from "./confirm.ts";
import { isOurs, judge, saidAbsent, type Verdict } from "./judge.ts";
import { refuseLowDisk } from "../low-disk.ts";
import { refuseForSite } from "../preflight/index.ts";
import { refuseOthers } from "./ownership.ts";
import { doFor, reaching } from "./reaching.ts";
import { schedulerName } from "../schedulers.ts";
import type { Session } from "../session.ts";
import { type Attempt, decideInWords, isByItself, type Purpose, type SubmissionRecord, submissionWith } from "../record/index.ts";

/**
 * Hands a workflow to the scheduler: the intent is committed, the scheduler acts, its answer is committed together with `onConfirm`.
 * The same purpose of the same attempt gives the same submission back, also after a crash between any two of these steps.
 * Throws `LEDGER_CONFLICT` when a person held, paused or cancelled the analysis meanwhile, `SUBMISSION_UNCONFIRMED` when an earlier try may or may not have
 * reached the scheduler, `SUBMISSION_OTHERS` when that was another user's, `SCHEDULER_OUTAGE` when it is not tried since the scheduler is out of reach or
 * the next try is not due, `SUBMISSION_NOT_MADE` when the scheduler answers and does not take it, `DISK_LOW`, and what {@link refuseForSite} throws.
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
  const token = tokenOf(ledger, attempt, purpose, ordinal);
  const known = submissionWith(ledger, token);
  if (known?.jobId !== undefined) return known;
  if (!known) refuseLowDisk(session.project);
  const name = known?.address.scheduler ?? schedulerName(attempt.snapshot.settings, session.project.config);
  session.outages.refuse(name);
  // What a person says of an earlier try is reason enough for another one.
  if (known && !saidAbsent(known)) session.outages.refuseFor(name, { what: "submit", token });
  return reaching(session, name, token, async (scheduler) => {
    const found = known && (await settleEarlier(session, scheduler, known, onConfirm));
    if (found) return found;
    await refuseForSite(session, analysisById(ledger, attempt.analysisId), name, workflow);
    const record = intend(session, scheduler, attempt, { token, purpose, ordinal, workflow, earlier: known });
    if (record.jobId !== undefined) return record;
    const jobId = await doFor(session, scheduler, record, "submit", () => handOver(ledger, scheduler, record));
    return confirm(ledger, record, jobId, onConfirm);
  });
}

async function handOver(ledger: Ledger, scheduler: GuardedScheduler, record: SubmissionRecord): Promise<string> {
  const { jobId } = await scheduler.submit(record.request);
  const reason = againstJob(ledger, record, jobId);
  if (reason === undefined) return jobId;
  const message = `scheduler "${record.address.scheduler}" can't be believed about submission ${record.token}: ${reason}`;
  throw new AsimovError("SCHEDULER_NONSENSE", { message, exitCode: 4 });
}

/** The token of a submission: the same for the same purpose of the same attempt. */
export function tokenOf(ledger: Ledger, { analysisId, number }: Attempt, purpose: Purpose, ordinal = 1): string {
  return `${ledger.fact("id")}.${analysisId}.${number}.${purpose}.${ordinal}`;
}

/** What comes of an earlier try: it is found and returned, or, proved absent, may be made again. Throws `SUBMISSION_UNCONFIRMED` or `SUBMISSION_OTHERS`. */
export async function settleEarlier(
  session: Session,
  scheduler: GuardedScheduler,
  record: SubmissionRecord,
  onConfirm: (transaction: Transaction, jobId: string) => void,
): Promise<SubmissionRecord | undefined> {
  const { ledger, config } = session.project;
  const asked = scheduler.address();
  refuseOthers(session.project, record, asked.owner);
  const isSubmitting = scheduler.isSubmitting(record.token);
  // Our own call is still at work: submitting again waits for it.
  if (isSubmitting && isOurs(record.submitter)) return undefined;
  const [observation] = await scheduler.query([record.token]);
  session.outages.answered(record.address.scheduler);
  const grace = scheduler.grace ?? config.monitor.submissionGrace;
  const verdict = believed(ledger, record, judge(record, observation, { asked, grace, now: ledger.clock.now(), isSubmitting }));
  if (verdict.kind === "unconfirmed") throw unconfirmed(session, record, verdict);
  return verdict.kind === "found" ? confirm(ledger, record, verdict.jobId, onConfirm) : undefined;
}

/** What is to be handed over. */
export interface Intent {
  readonly token: string;
  readonly purpose: Purpose;
  readonly ordinal: number;
  readonly workflow: Omit<SubmissionRequest, "token">;
  /** The record of a try that is proved absent. */
  readonly earlier: SubmissionRecord | undefined;
}

/** Commits an intent. Throws `LEDGER_CONFLICT` when a person held or cancelled the analysis meanwhile, or another process began with it. */
export function intend(session: Session, scheduler: GuardedScheduler, attempt: Attempt, intent: Intent): SubmissionRecord {
  const { ledger } = session.project;
  const { token, purpose, ordinal, workflow, earlier } = intent;
  const submitter = JSON.stringify(identify());
  const values = { address: JSON.stringify(scheduler.address()), submitter, intended: timestamp(ledger.clock) };
  return ledger.change((transaction) => {
    refuseUnwanted(ledger, attempt);
    if (earlier) {
      // Only one of those that found it absent takes it up.
      const expected = { job_id: null, submitter: JSON.stringify(earlier.submitter), intended: earlier.intended };
      transaction.update("submissions", earlier.id, { ...values, unconfirmed: null, decided: null }, expected);
    } else if (!submissionWith(ledger, token)) {
      const request = JSON.stringify({ token, ...workflow });
      transaction.insert("submissions", { token, attempt_id: attempt.id, purpose, ordinal, request, ...values });
    }
    const record = submissionWith(ledger, token)!;
    if (JSON.stringify(record.submitter) !== submitter) throw taken(record);
    return record;
  });
}

// No pass would look after its jobs.
function refuseUnwanted(ledger: Ledger, { analysisId }: Attempt): void {
  const analysis = analysisById(ledger, analysisId);
  const pause = pauseOf(currentPauses(ledger), analysis);
  if (pause) throw new AsimovError("LEDGER_CONFLICT", { message: `nothing is submitted: it is ${describePause(pause)}` });
  const { status } = analysis;
  if (status !== "wait" && status !== "cancelled") return;
  throw new AsimovError("LEDGER_CONFLICT", { message: `a person gave it the status ${status} in the meantime: nothing is submitted` });
}

function taken({ token }: SubmissionRecord): AsimovError {
  return new AsimovError("LEDGER_CONFLICT", { message: `another process began to submit ${token} in the meantime` });
}

/** The error for a submission of which nobody can say whether it exists; that is committed first. */
export function unconfirmed(session: Session, record: SubmissionRecord, verdict: Extract<Verdict, { kind: "unconfirmed" }>): AsimovError {
  noteUnconfirmed(session.project.ledger, record, verdict);
  return new AsimovError("SUBMISSION_UNCONFIRMED", {
    message: `nobody can say whether submission ${record.token} reached the scheduler: ${verdict.reason}`,
    // No pass finds out what a builder did by itself.
    remedy: isByItself(record)
      ? decideInWords(record.token)
      : `Nothing is submitted until that is known. Run asimov monitor as ${userName()} on ${record.submitter.host}.`,
    exitCode: 4,
  });
}
