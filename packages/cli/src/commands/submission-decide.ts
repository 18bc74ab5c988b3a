import { addressOf } from "@asimov-gw/core/analysis";
import { adoptSubmission, declareAbsent, lookFor } from "@asimov-gw/core/lifecycle";
import { AsimovError } from "@asimov-gw/core/system";

import { agreed } from "../ask.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov submission absent`. */
export interface AbsentOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `asimov submission adopt`: a person says that a job is the one of a submission. */
export async function submissionAdopt(directory: string, command: string, token: string, jobId: string, options: AbsentOptions): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { analysisId } = await adoptSubmission(session, token, jobId);
    const analysis = addressOf(session.project.ledger, analysisId);
    tell(options, { token, analysis, decided: "adopted", jobId }, `${analysis}: submission ${token} is job ${jobId}; the next pass looks after it`);
  });
}

/** `asimov submission absent`: a person says that a submission is surely not there. */
export async function submissionAbsent(directory: string, command: string, token: string, options: AbsentOptions): Promise<void> {
  await withSession(directory, command, async (session) => {
    const sighting = await lookFor(session, token);
    const { submission, observation } = sighting;
    const analysis = addressOf(session.project.ledger, submission.analysisId);
    const said =
      observation.state === "unknown"
        ? `can't say anything about it (${observation.reason ?? "no reason is given"})`
        : `says that it is ${observation.state}`;
    const about = `submission ${token} of ${analysis}: scheduler "${submission.address.scheduler}" ${said}`;
    if (options.dryRun) return tell(options, { token, analysis, dryRun: true, state: observation.state, reason: observation.reason }, about);
    if (observation.state === "absent" || observation.state === "unknown") {
      if (!options.json) process.stderr.write(`${about}\n`);
      if (!(await isSure(options))) return;
    }
    declareAbsent(session, sighting);
    const next = submission.jobId === undefined ? "it is handed over again by the next pass that submits" : "the next pass takes it for lost";
    tell(options, { token, analysis, decided: "absent" }, `${analysis}: submission ${token} is not there; ${next}`);
  });
}

async function isSure({ yes }: AbsentOptions): Promise<boolean> {
  if (yes) return true;
  const answer = await agreed("If it does run after all, it will run twice. Is it surely not there?");
  if (answer !== undefined) return answer;
  throw new AsimovError("SUBMISSION_NOT_SURE", {
    message: "if it does run after all, it will run twice, and nobody can be asked",
    remedy: "Look for it in the scheduler's own list of jobs, then say --yes.",
  });
}

function tell({ json }: AbsentOptions, result: object, words: string): void {
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : `${words}\n`);
}
