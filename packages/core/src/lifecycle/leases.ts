import { setTimeout as pause } from "node:timers/promises";

import type { Analysis } from "../analysis/index.ts";
import { acquireLease, releaseLease } from "../ledger/index.ts";
import { AsimovError } from "../system/index.ts";
import type { Session } from "./session.ts";

/** Does `work` while nobody else works on the analysis. Throws `ANALYSIS_LEASE_HELD` (exit code 5) when somebody does. */
export async function underLease<T>(session: Session, analysis: Analysis, work: () => Promise<T>): Promise<T> {
  const { ledger } = session.project;
  const outcome = acquireLease(ledger, `analysis ${analysis.id}`);
  if (!outcome.acquired) {
    const { pid, host } = outcome.heldBy.holder;
    throw new AsimovError("ANALYSIS_LEASE_HELD", { message: `process ${pid} on ${host} works on it`, at: analysis.address, exitCode: 5 });
  }
  try {
    return await work();
  } finally {
    releaseLease(ledger, outcome.lease);
  }
}

/** Does `work` with the repository of a subject; others that want it wait, since git refuses two at once and the work is short. */
export async function withRepository<T>(session: Session, subject: string, work: () => Promise<T>): Promise<T> {
  const { ledger } = session.project;
  for (;;) {
    const outcome = acquireLease(ledger, `repository ${subject}`);
    if (outcome.acquired) return work().finally(() => releaseLease(ledger, outcome.lease));
    await pause(20);
  }
}
