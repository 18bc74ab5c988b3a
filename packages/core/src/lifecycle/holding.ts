import { isCoreStatus, releaseCommand, type Analysis } from "../analysis/index.ts";
import { AsimovError, typed } from "../system/index.ts";
import { hasHeldJobs, openSubmission, refuseDecision } from "./decisions.ts";
import type { Session } from "./session.ts";
import { setStatus } from "./status.ts";

// What is refused while something is submitted is looked at in the transaction that changes the status: nothing is submitted in between.

/** What a status asks for when the jobs of an analysis are to be held. */
export const holdingJobs = "hold";

/** Throws `HOLD_NOT_POSSIBLE` for a running or processing analysis whose scheduler can't hold jobs, and what keeps that from being asked. */
export async function refuseHold(session: Session, analysis: Analysis): Promise<void> {
  const name = openSubmission(session.project.ledger, analysis)?.address.scheduler;
  if (name === undefined || (await session.scheduler(name)).hold) return;
  throw new AsimovError("HOLD_NOT_POSSIBLE", {
    message: `it is ${analysis.status}, and scheduler "${name}" can't hold jobs`,
    at: analysis.address,
    remedy: `To end its jobs, and go on from there later: asimov analysis stop ${typed(analysis.address)}`,
  });
}

/** A person wants the analysis to wait: nothing is done with it until somebody releases it. The next pass has the jobs held of one that has some. */
export function hold(session: Session, analysis: Analysis): Analysis {
  const { ledger } = session.project;
  return ledger.change(() => {
    refuseDecision(ledger, analysis, "hold");
    if (openSubmission(ledger, analysis)) {
      const reason = "a person asked for its jobs to be held; the next pass does it";
      return setStatus(ledger, analysis, { status: analysis.status, reason, request: holdingJobs });
    }
    // A status that a plugin added is where it goes on when it is released.
    const request = isCoreStatus(analysis.status) ? undefined : analysis.status;
    return setStatus(ledger, analysis, { status: "wait", reason: "held by a person", remedy: releaseCommand(analysis.address), request });
  });
}

/** A person wants an analysis that is held, left to people or cancelled to take its course, or jobs that their scheduler holds to go on. */
export function release(session: Session, analysis: Analysis): Analysis {
  const { ledger } = session.project;
  refuseDecision(ledger, analysis, "release");
  if (hasHeldJobs(ledger, analysis)) {
    const reason = "a person asked for the release of its held jobs; the next pass does it";
    return setStatus(ledger, analysis, { status: analysis.status, reason, request: "release" });
  }
  const { request } = analysis;
  const isAdded = analysis.status === "wait" && request !== undefined && !isCoreStatus(request);
  return setStatus(ledger, analysis, { status: isAdded ? request : "ready", reason: "released by a person" });
}

/** A person says that an analysis will not run, or not again; what it has made stays where it is. */
export function cancel(session: Session, analysis: Analysis): Analysis {
  const { ledger } = session.project;
  return ledger.change(() => {
    refuseDecision(ledger, analysis, "cancel");
    return setStatus(ledger, analysis, { status: "cancelled", reason: "cancelled by a person" });
  });
}
