import { relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { Analysis } from "../analysis/index.ts";
import { acquireLease, releaseLease } from "../ledger/index.ts";
import { AsimovError } from "../system/index.ts";
import { despiteAbandonedLock, type RepositoryPlace } from "./repository/index.ts";
import type { Session } from "./session.ts";

/** Does `work` while nobody else works on the analysis. Throws `ANALYSIS_LEASE_HELD` (exit code 5) when somebody does. */
export async function underLease<T>(session: Session, analysis: Analysis, work: () => Promise<T>): Promise<T> {
  const release = takeLease(session, analysis);
  try {
    return await work();
  } finally {
    release();
  }
}

/** Keeps others from working on the analysis until the returned function is called. Throws `ANALYSIS_LEASE_HELD` (exit code 5) when somebody does. */
export function takeLease(session: Session, analysis: Analysis): () => void {
  const { ledger } = session.project;
  const outcome = acquireLease(ledger, `analysis ${analysis.id}`);
  if (outcome.acquired) return () => releaseLease(ledger, outcome.lease);
  const { pid, host } = outcome.heldBy.holder;
  throw new AsimovError("ANALYSIS_LEASE_HELD", { message: `process ${pid} on ${host} works on it`, at: analysis.address, exitCode: 5 });
}

/** Does `work` with a repository; others that want it wait, since git refuses two at once and the work is short. */
export async function withRepository<T>(session: Session, place: RepositoryPlace, work: () => Promise<T>): Promise<T> {
  const { ledger } = session.project;
  // By its place in the project, which may be moved.
  const name = `repository ${relative(session.project.directory, place.directory)}`;
  for (;;) {
    const outcome = acquireLease(ledger, name);
    if (outcome.acquired) return despiteAbandonedLock(place, work).finally(() => releaseLease(ledger, outcome.lease));
    await pause(20);
  }
}
