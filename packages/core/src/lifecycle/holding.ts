import { isCoreStatus, releaseCommand, type Analysis } from "../analysis/index.ts";
import { refuseDecision } from "./decisions.ts";
import type { Session } from "./session.ts";
import { setStatus } from "./status.ts";

// What is refused while something is submitted is looked at in the transaction that changes the status: nothing is submitted in between.

/** A person wants the analysis to wait: nothing is done with it until somebody releases it. */
export function hold(session: Session, analysis: Analysis): Analysis {
  const { ledger } = session.project;
  return ledger.change(() => {
    refuseDecision(ledger, analysis, "hold");
    // A status that a plugin added is where it goes on when it is released.
    const request = isCoreStatus(analysis.status) ? undefined : analysis.status;
    return setStatus(ledger, analysis, { status: "wait", reason: "held by a person", remedy: releaseCommand(analysis.address), request });
  });
}

/** A person wants an analysis that is held, left to people or cancelled to take its course. */
export function release(session: Session, analysis: Analysis): Analysis {
  const { ledger } = session.project;
  refuseDecision(ledger, analysis, "release");
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
