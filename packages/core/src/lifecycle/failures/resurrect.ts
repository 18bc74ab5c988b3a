import type { Analysis } from "../../analysis/index.ts";
import { timestamp, userName } from "../../system/index.ts";
import { refuseDecision, wayBack } from "../decisions.ts";
import { resume } from "./failure.ts";
import { ensureHome } from "../home.ts";
import { underLease } from "../leases.ts";
import type { Failure } from "../selection.ts";
import type { Session } from "../session.ts";
import { setStatus } from "../status.ts";
import { troubleOf } from "../trouble.ts";

/**
 * A person wants stuck or stopped analyses to go on from where they were: they grant each one more attempt, whatever its budgets say. Throws, before the
 * first is changed, as {@link refuseDecision} and for credentials that have expired. Then each is submitted again by itself, which takes its time and
 * may fail: the failures are returned, and keep none of the others.
 */
export async function resurrect(session: Session, analyses: readonly Analysis[]): Promise<readonly Failure[]> {
  const { ledger } = session.project;
  ensureHome(session.project);
  for (const analysis of analyses) refuseDecision(ledger, analysis, "resurrect");
  if (analyses.some((analysis) => wayBack(ledger, analysis).to === "rescue point")) await session.credentials.refuse();
  const failures: Failure[] = [];
  for (const analysis of analyses) {
    try {
      await goOn(session, analysis);
    } catch (error) {
      failures.push({ analysis, error: troubleOf(error, analysis.address) });
    }
  }
  return failures;
}

async function goOn(session: Session, analysis: Analysis): Promise<void> {
  const { ledger } = session.project;
  const back = wayBack(ledger, analysis);
  if (back.to !== "rescue point") {
    setStatus(ledger, analysis, { status: back.to, reason: back.reason });
    return;
  }
  const granted = { user: userName(), time: timestamp(ledger.clock) };
  const cause = { kind: "superseded", message: "resurrected by a person" } as const;
  await underLease(session, analysis, () => resume(session, analysis, back.attempt, cause, granted));
}
