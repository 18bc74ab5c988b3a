import type { JobIds, Observation, SchedulerAddress } from "../../scheduler/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { Outage } from "../outages.ts";
import type { Session } from "../session.ts";
import type { SubmissionRecord } from "../record/index.ts";

/** What one scheduler answered about open submissions, in their order. */
export interface Answers {
  readonly submissions: readonly SubmissionRecord[];
  readonly observations: readonly Observation[];
  /** Where the answers come from. */
  readonly asked: SchedulerAddress;
  /** Seconds that must pass before what it does not show is taken for absent. */
  readonly grace: number;
  readonly isSubmitting: (token: string) => boolean;
}

/** What is known of open submissions that could not be asked about. */
export interface Unasked {
  readonly submissions: readonly SubmissionRecord[];
  readonly outage: Outage;
}

/** Asks a scheduler once about all of `submissions`, unless it is out of reach and its next try is not due. Another's fault never throws. */
export async function askScheduler(session: Session, name: string, submissions: readonly SubmissionRecord[]): Promise<Answers | Unasked> {
  const { outages, project } = session;
  const outage = outages.keepsFrom(name);
  if (outage) return unasked(session, submissions, outage);
  const jobIds: JobIds = Object.fromEntries(submissions.flatMap(({ token, jobId }) => (jobId === undefined ? [] : [[token, jobId]])));
  try {
    const scheduler = await session.scheduler(name);
    const asked = scheduler.address();
    const tokens = submissions.map(({ token }) => token);
    const observations = await scheduler.query(tokens, jobIds, { onlyLook: session.dryRun });
    outages.answered(name);
    const grace = scheduler.grace ?? project.config.monitor.submissionGrace;
    return { submissions, observations, asked, grace, isSubmitting: (token) => scheduler.isSubmitting(token) };
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    return unasked(session, submissions, outages.failed(name, error.message));
  }
}

function unasked({ outages }: Session, submissions: readonly SubmissionRecord[], outage: Outage): Unasked {
  outages.unchecked(outage, submissions.length);
  return { submissions, outage };
}
