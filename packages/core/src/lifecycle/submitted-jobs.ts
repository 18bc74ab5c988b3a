import type { Analysis } from "../analysis/index.ts";
import type { SubmittedJobs } from "../scheduler/index.ts";
import { AsimovError, typed } from "../system/index.ts";
import { attemptsOf, submissionsOf, type Purpose } from "./record/index.ts";
import type { Session } from "./session.ts";

/** The jobs of one submission of an attempt. */
export interface AttemptJobs extends SubmittedJobs {
  readonly token: string;
  readonly purpose: Purpose;
  readonly scheduler: string;
}

/**
 * The jobs of an attempt of an analysis, the newest when no number is given, as their schedulers tell them, by submission. Throws `ATTEMPT_UNKNOWN`,
 * and `JOBS_UNKNOWN` where nothing was submitted or a scheduler does not tell.
 */
export async function jobsOfAttempt(session: Session, analysis: Analysis, number?: number): Promise<readonly AttemptJobs[]> {
  const { ledger } = session.project;
  const attempts = attemptsOf(ledger, analysis);
  const attempt = number === undefined ? attempts.at(-1) : attempts.find((one) => one.number === number);
  if (number !== undefined && !attempt) {
    throw new AsimovError("ATTEMPT_UNKNOWN", {
      message: `there is no attempt ${number}`,
      at: analysis.address,
      remedy: `asimov why ${typed(analysis.address)} lists them.`,
    });
  }
  const submissions = attempt ? submissionsOf(ledger, attempt.id) : [];
  if (submissions.length === 0) {
    throw new AsimovError("JOBS_UNKNOWN", {
      message: "nothing of it was handed to a scheduler yet",
      at: analysis.address,
      remedy: `asimov why ${typed(analysis.address)} says what is next.`,
    });
  }
  const all: AttemptJobs[] = [];
  for (const { token, purpose, address, jobId } of submissions) {
    const scheduler = await session.scheduler(address.scheduler);
    if (!scheduler.jobs) {
      throw new AsimovError("JOBS_UNKNOWN", {
        message: `scheduler "${address.scheduler}" does not tell the jobs of a workflow`,
        at: analysis.address,
        remedy: `Ask it by its own commands for ${jobId ?? token}; what the jobs print: asimov logs ${typed(analysis.address)}`,
      });
    }
    all.push({ token, purpose, scheduler: address.scheduler, ...(await scheduler.jobs(token, jobId)) });
  }
  return all;
}
