import { analysisById } from "../../analysis/index.ts";
import type { GuardedScheduler } from "../../scheduler/index.ts";
import type { Act } from "../outages.ts";
import { doFor, notDoneCodes, reaching } from "./reaching.ts";
import type { Session } from "../session.ts";
import { setStatus } from "../status.ts";
import type { SubmissionRecord } from "../record/index.ts";

/**
 * Asks the scheduler of a submission for its end; one that is out of reach, or whose next try is not due, is asked by a later pass. Throws as `doFor`
 * where it did not do it.
 */
export async function removeSubmission(session: Session, submission: SubmissionRecord): Promise<void> {
  const isAsked = await ask(session, submission, "remove", async (scheduler) => scheduler.remove(submission.token, submission.jobId));
  if (!isAsked) return;
  const { ledger } = session.project;
  const analysis = analysisById(ledger, submission.analysisId);
  // What kept it from its end is over; it may take a while to be seen.
  if (!analysis.reason.startsWith(`${notDoneCodes.remove}: `)) return;
  setStatus(ledger, analysis, { status: analysis.status, reason: "its jobs are being removed", request: analysis.request });
}

/** Asks the scheduler of a submission to hold it, as {@link removeSubmission} for its end; whether it did. */
export function holdSubmission(session: Session, submission: SubmissionRecord): Promise<boolean> {
  return ask(session, submission, "hold", async (scheduler) => scheduler.hold?.(submission.token, submission.jobId));
}

/** Asks the scheduler of a held submission to let it go on, as {@link removeSubmission} for its end; whether it did. */
export function releaseSubmission(session: Session, submission: SubmissionRecord): Promise<boolean> {
  return ask(session, submission, "release", async (scheduler) => scheduler.release?.(submission.token, submission.jobId));
}

async function ask(
  session: Session,
  submission: SubmissionRecord,
  what: Act["what"],
  work: (scheduler: GuardedScheduler) => Promise<void>,
): Promise<boolean> {
  const { token, address } = submission;
  const { outages } = session;
  if (outages.keepsFrom(address.scheduler) || outages.keepsBack(address.scheduler, { what, token })) return false;
  await reaching(session, address.scheduler, token, (scheduler) => doFor(session, scheduler, submission, what, () => work(scheduler)));
  return true;
}
