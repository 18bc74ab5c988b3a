import { isCoreStatus, type Analysis } from "../../analysis/index.ts";
import type { StateFacts } from "../../pipeline/index.ts";
import { AsimovError, isRecord } from "../../system/index.ts";
import type { Attempt } from "../record/index.ts";
import type { Session } from "../session.ts";
import { setStatus } from "../status.ts";
import { readFacts } from "./facts.ts";
import { handlerOf } from "./handlers.ts";

/** Gives an analysis the status that `afterCompletion` or `afterProcessing` returned; false when that named none but `uploaded`. Throws `PLUGIN_STATE`. */
export async function enterReturned(session: Session, analysis: Analysis, attempt: Attempt, hook: string, returned: unknown): Promise<boolean> {
  // Many return what they awaited last, which is for nobody.
  const facts = isRecord(returned) && "status" in returned ? readFacts(returned, hook, analysis.address) : undefined;
  if (facts?.status === undefined || facts.status === "uploaded") return false;
  await enter(session, analysis, attempt, facts.status, facts);
  return true;
}

/** Gives an analysis a status that a plugin adds, or `stuck`. Throws `PLUGIN_STATE` where nobody would handle it. */
export async function enter(session: Session, analysis: Analysis, attempt: Attempt, status: string, { reason, remedy }: StateFacts): Promise<void> {
  if (!isCoreStatus(status) && !(await handlerOf(session, analysis, attempt, status))) {
    throw new AsimovError("PLUGIN_STATE", {
      message: `nobody handles status "${status}", to which it was to go on`,
      at: analysis.address,
      remedy: `Its author names a method for it in "static stateHandlers", or an entry point of group "states".`,
    });
  }
  setStatus(session.project.ledger, analysis, { status, reason, remedy });
}
