import type { Analysis } from "../../analysis/index.ts";
import type { HoldClass, Scheduler } from "../../scheduler/index.ts";
import { typed } from "../../system/index.ts";
import { counted, leavesTry } from "./budgets.ts";
import { holdCause } from "./causes.ts";
import { requestsAfter } from "./growth.ts";
import { releaseSubmission, removeSubmission, type Watched } from "../submission/index.ts";
import type { Session } from "../session.ts";
import { setStatus, writeStatus } from "../status.ts";
import { type Attempt, type Cause, causeName, growthInWords } from "../record/index.ts";

/**
 * Deals with a submission that is held. What ran out of memory, disk or time is removed, to be submitted again with larger requests, while there is
 * budget, else to be `stuck`; what lacks credentials goes on once these are valid; anything else waits for a person.
 */
export async function attendHeld(session: Session, analysis: Analysis, attempt: Attempt, watched: Watched): Promise<void> {
  const { submission, observation } = watched;
  // Decided before: engines take their time, and may not have heard of it.
  if (attempt.cause !== undefined && attempt.ended === undefined) return removeSubmission(session, submission);
  const scheduler = await session.scheduler(submission.address.scheduler);
  const cause = holdCause(observation);
  const valid = cause.class === "credentials" && (await session.credentials.state())?.state === "valid";
  if (scheduler.release && (valid || analysis.request === "release")) {
    if (!(await releaseSubmission(session, submission))) return;
    const who = valid ? "the credentials are valid again" : "a person asked for it";
    setStatus(session.project.ledger, analysis, { status: analysis.status, reason: `its held jobs were released, since ${who}` });
    return;
  }
  // What else runs of it may be the work of days: nothing of that is removed.
  const isAll = observation.state === "held";
  const judged = isAll && submission.purpose === "workflow" && analysis.status === "running" ? counted(session, analysis, attempt, cause) : cause;
  if ((judged.budget ?? 0) > 0) return end(session, analysis, attempt, watched, judged);
  setStatus(session.project.ledger, analysis, {
    status: analysis.status,
    reason: `${causeName(cause)}: ${cause.message}${isAll ? "" : "; its other jobs go on"}`,
    remedy: remedyFor(session, analysis, cause.class ?? "other", scheduler),
  });
}

/** What a status asks for when its held jobs are being removed. */
export const endingHeld = "end held";

// The cause is written down first: what is seen to be removed then was not removed by somebody else.
async function end(session: Session, analysis: Analysis, attempt: Attempt, { submission }: Watched, cause: Cause): Promise<void> {
  const { ledger } = session.project;
  const next = leavesTry(cause) ? `submitted again with ${growthInWords(requestsAfter(attempt, cause))}` : "given to a person";
  ledger.change((transaction) => {
    transaction.update("attempts", attempt.id, { cause: JSON.stringify(cause) });
    const reason = `${causeName(cause)}: ${cause.message}; its jobs are removed, then it is ${next}`;
    writeStatus(ledger, transaction, analysis, { status: analysis.status, reason, request: endingHeld });
  });
  await removeSubmission(session, submission);
}

function remedyFor(session: Session, { address }: Analysis, about: HoldClass, scheduler: Scheduler): string {
  const name = typed(address);
  const stop = `asimov analysis stop ${name}`;
  if (about === "memory" || about === "disk") {
    return `Ask for more ("scheduler.request ${about}"), then: asimov analysis restart ${name} --refresh`;
  }
  if (!scheduler.release) return `Mend the cause, or: ${stop}`;
  if (about === "credentials" && session.project.config.credentials.command) {
    return `Renew them, and the next pass releases its jobs; or end it: ${stop}`;
  }
  return `${mend[about] ?? "Mend the cause"}, then: asimov analysis release ${name}; or end it: ${stop}`;
}

const mend: Readonly<Partial<Record<HoldClass, string>>> = {
  "missing input": "Put what it lacks in its place",
  policy: "Ask those who run the machines",
  credentials: "Renew them",
};
