import { analysisById } from "../../analysis/index.ts";
import type { Observation } from "../../scheduler/index.ts";
import { AsimovError, timestamp, typed, userName } from "../../system/index.ts";
import { confirm } from "./confirm.ts";
import { ensureHome } from "../home.ts";
import { isThere } from "./judge.ts";
import { refuseOthers } from "./ownership.ts";
import type { Session } from "../session.ts";
import { writeStatus } from "../status.ts";
import { type Decided, openSubmissions, otherWithJob, type SubmissionRecord, submissionWith } from "../record/index.ts";

/** A submission that a person is about to decide about, and what its scheduler says of it now. */
export interface Sighting {
  readonly submission: SubmissionRecord;
  readonly observation: Observation;
}

/**
 * Asks about one open submission, for a person's decision; a scheduler that can't be asked is an observation too. Throws `SUBMISSION_UNKNOWN`,
 * `SUBMISSION_ENDED`, or `SUBMISSION_OTHERS` to who is neither its owner nor an administrator.
 */
export async function lookFor(session: Session, token: string, jobId?: string): Promise<Sighting> {
  const { ledger } = session.project;
  ensureHome(session.project);
  const submission = submissionWith(ledger, token);
  if (!submission) throw unknown(session, token);
  if (submission.ended !== undefined) throw new AsimovError("SUBMISSION_ENDED", { message: `submission ${token} has ended on ${submission.ended}` });
  const { own, observation } = await observe(session, submission, jobId ?? submission.jobId);
  refuseOthers(session.project, submission, own);
  return { submission, observation };
}

// That it can't be asked is an observation too: then the person knows more than the scheduler.
async function observe(
  session: Session,
  { token, address }: SubmissionRecord,
  jobId: string | undefined,
): Promise<{ readonly own: string; readonly observation: Observation }> {
  let own = userName();
  try {
    const scheduler = await session.scheduler(address.scheduler);
    own = scheduler.address().owner;
    const [observation = { token, state: "unknown" }] = await scheduler.query([token], jobId === undefined ? {} : { [token]: jobId });
    return { own, observation };
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    return { own, observation: { token, state: "unknown", reason: error.message } };
  }
}

/**
 * A person says that a job is the one of a submission; it can't be taken back, for the job is there. Throws as {@link lookFor}, `SUBMISSION_KNOWN`
 * when the submission or the job has its counterpart, and `SUBMISSION_NOT_THERE` when the scheduler does not show such a job.
 */
export async function adoptSubmission(session: Session, token: string, jobId: string): Promise<SubmissionRecord> {
  const { ledger } = session.project;
  const { submission, observation } = await lookFor(session, token, jobId);
  const other = otherWithJob(ledger, submission, jobId);
  if (submission.jobId !== undefined || other) {
    const [known, job] = other ? [other.token, jobId] : [token, submission.jobId];
    throw new AsimovError("SUBMISSION_KNOWN", { message: `submission ${known} is job ${job} already`, remedy: "asimov submission list shows all." });
  }
  if (!isThere(observation) || (observation.jobId ?? jobId) !== jobId) throw notThere(submission, jobId, observation);
  return ledger.change((transaction) => {
    const confirmed = confirm(ledger, submission, jobId, () => {
      const analysis = analysisById(ledger, submission.analysisId);
      const change = { status: "running", reason: `submitted as ${jobId}` };
      if (submission.purpose === "workflow" && analysis.status === "ready") writeStatus(ledger, transaction, analysis, change);
    });
    transaction.update("submissions", submission.id, { decided: JSON.stringify(decision(session, "adopted")) });
    return confirmed;
  });
}

/**
 * A person says that a submission is surely not there: the next pass hands it over again, or takes what ran for lost. It counts for as long as no
 * scheduler shows it. Throws `SUBMISSION_THERE` when its scheduler does.
 */
export function declareAbsent(session: Session, { submission, observation }: Sighting): Decided {
  const { ledger } = session.project;
  if (isThere(observation)) {
    const { token, address } = submission;
    const why = observation.reason === undefined ? "" : ` (${observation.reason})`;
    throw new AsimovError("SUBMISSION_THERE", {
      message: `scheduler "${address.scheduler}" shows submission ${token} as job ${observation.jobId ?? token}: ${observation.state}${why}`,
      remedy: `To end it: asimov analysis stop ${typed(analysisById(ledger, submission.analysisId).address)}`,
    });
  }
  const decided = decision(session, "absent");
  ledger.change((transaction) => {
    const expected = { job_id: submission.jobId ?? null, ended: null };
    transaction.update("submissions", submission.id, { decided: JSON.stringify(decided) }, expected);
  });
  return decided;
}

function decision({ project: { ledger } }: Session, what: Decided["what"]): Decided {
  return { what, by: userName(), when: timestamp(ledger.clock) };
}

function notThere({ address: { scheduler } }: SubmissionRecord, jobId: string, { state, jobId: known, reason }: Observation): AsimovError {
  const said = state === "unknown" ? `can't be asked about job ${jobId}${reason === undefined ? "" : `: ${reason}`}` : `shows no job ${jobId}`;
  return new AsimovError("SUBMISSION_NOT_THERE", {
    message:
      known === undefined || known === jobId ? `scheduler "${scheduler}" ${said}` : `scheduler "${scheduler}" knows it as job ${known}, not ${jobId}`,
    remedy: known === undefined ? "Look for it in the scheduler's own list of jobs." : "asimov monitor adopts that one by itself.",
    exitCode: state === "unknown" ? 4 : 1,
  });
}

function unknown({ project: { ledger } }: Session, token: string): AsimovError {
  const open = openSubmissions(ledger).length;
  return new AsimovError("SUBMISSION_UNKNOWN", {
    message: `there is no submission ${token}`,
    remedy: open === 0 ? "None is open." : "asimov submission list shows those that are open.",
  });
}
