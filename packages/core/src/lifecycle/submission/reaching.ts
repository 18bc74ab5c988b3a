import { analysisById } from "../../analysis/index.ts";
import { type GuardedScheduler, noAnswer } from "../../scheduler/index.ts";
import { AsimovError, typed } from "../../system/index.ts";
import { noteUnconfirmed } from "./confirm.ts";
import { type Act, isOutage } from "../outages.ts";
import type { Session } from "../session.ts";
import { type SubmissionRecord, submissionWith } from "../record/index.ts";

/** Does `work` with a scheduler. Where that does not answer, it is out of reach, and nobody can say what became of the intent with this token. */
export async function reaching<T>(session: Session, name: string, token: string, work: (scheduler: GuardedScheduler) => Promise<T>): Promise<T> {
  try {
    return await work(await session.scheduler(name));
  } catch (error) {
    if (error instanceof AsimovError && isOutage(error)) {
      session.outages.failed(name, error.message);
      noteDoubt(session, token, error.message);
    }
    throw error;
  }
}

/**
 * Lets a scheduler do something for one submission. Where it does not, but answers when it is asked about it, that counts against this submission
 * alone: others have their turn, and its own tries are spaced. Throws `SUBMISSION_NOT_MADE`, `SUBMISSION_NOT_REMOVED`, `SUBMISSION_NOT_HELD` or `SUBMISSION_NOT_RELEASED` then,
 * what the scheduler threw when that is out of reach, and the code of its own with which it refuses a workflow.
 */
export async function doFor<T>(
  session: Session,
  scheduler: GuardedScheduler,
  submission: SubmissionRecord,
  what: Act["what"],
  work: () => Promise<T>,
): Promise<T> {
  const { outages } = session;
  const { token, address } = submission;
  try {
    const done = await work();
    outages.did(address.scheduler, { what, token });
    return done;
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    if (what === "submit" && !isOutage(error)) {
      session.refusals.set(token, error.code);
      throw error;
    }
    // It may be the first that is asked of it in this run: then nothing else says whether it can be reached.
    if (!outages.isAnswering(address.scheduler) && !(await answers(session, scheduler, submission))) throw error;
    const reason = wordsOf(error, address.scheduler);
    const { since } = outages.failedFor(address.scheduler, { what, token }, reason);
    if (what === "submit") noteDoubt(session, token, reason);
    throw notDone(session, submission, what, `since ${since}: ${reason}`, error);
  }
}

async function answers({ outages }: Session, scheduler: GuardedScheduler, { token, jobId, address }: SubmissionRecord): Promise<boolean> {
  try {
    await scheduler.query([token], jobId === undefined ? {} : { [token]: jobId });
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    return false;
  }
  outages.answered(address.scheduler);
  return true;
}

function noteDoubt({ project: { ledger } }: Session, token: string, reason: string): void {
  const record = submissionWith(ledger, token);
  if (record && record.jobId === undefined) noteUnconfirmed(ledger, record, { kind: "unconfirmed", reason });
}

// It did answer: just not as it should.
function wordsOf({ message }: AsimovError, scheduler: string): string {
  const prefix = noAnswer(scheduler);
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}

/** Codes of the errors for what a scheduler that answers does not do for one submission. */
export const notDoneCodes = {
  submit: "SUBMISSION_NOT_MADE",
  remove: "SUBMISSION_NOT_REMOVED",
  hold: "SUBMISSION_NOT_HELD",
  release: "SUBMISSION_NOT_RELEASED",
} as const;
const verbs = { submit: "take", remove: "remove", hold: "hold", release: "release" } as const;

function notDone({ project: { ledger } }: Session, submission: SubmissionRecord, what: Act["what"], why: string, cause: AsimovError): AsimovError {
  const { token, jobId = token, address, analysisId } = submission;
  const at = analysisById(ledger, analysisId).address;
  const remedy =
    what === "submit"
      ? `Mend what it says, then: asimov manage submit --analysis ${typed(at)}; passes try it by themselves, ever more rarely.`
      : `Mend what it says, or ${what} job ${jobId} by the scheduler's own command, then: asimov monitor --now; passes try it by themselves, ever more rarely.`;
  return new AsimovError(notDoneCodes[what], {
    message: `scheduler "${address.scheduler}" answers, but does not ${verbs[what]} submission ${token} ${why}`,
    at,
    remedy: cause.remedy === undefined ? remedy : `${cause.remedy} ${remedy}`,
    exitCode: 4,
    cause,
  });
}
