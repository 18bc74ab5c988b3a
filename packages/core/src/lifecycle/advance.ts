import type { Analysis } from "../analysis/index.ts";
import { endsWithin, inParallel } from "../system/index.ts";
import { buildReady } from "./build-ready.ts";
import { isBuilt } from "./build.ts";
import type { EditedConfig } from "./edited-config.ts";
import { ensureHome } from "./home.ts";
import { underLease } from "./leases.ts";
import { readyIn, stillReady, tried, type Failure, type Selection } from "./selection.ts";
import type { Session } from "./session.ts";
import { submit } from "./submit.ts";
import { Throttle, type Deferred } from "./throttle.ts";
import { troubledLast } from "./trouble.ts";
import { latestAttempt } from "./record/index.ts";

/** What was submitted, what failed, and what was held back. */
export interface SubmitReport {
  readonly submitted: readonly { readonly analysis: Analysis; readonly jobId: string }[];
  readonly failures: readonly Failure[];
  readonly deferred: Deferred | undefined;
}

/**
 * Submits every ready analysis that is built, as many as may be (`maxSubmit` over what is configured), those that failed last, else those of higher
 * priority first, a few at once: one that hangs holds none of the others up. Each fails by itself. Throws `CREDENTIALS_EXPIRED` before the first one.
 */
export async function submitBuiltOnes(
  session: Session,
  selection: Selection,
  edited: EditedConfig = "refuse",
  maxSubmit?: number,
): Promise<SubmitReport> {
  return submitAll(session, selection, edited, new Throttle(session, maxSubmit));
}

/** Tells of credentials that end soon, once in a run. */
export async function warnOfExpiry({ credentials, notify }: Session): Promise<void> {
  const warning = await credentials.warning();
  if (warning !== undefined) notify({ level: "warn", address: "credentials", text: warning });
}

async function submitAll(session: Session, selection: Selection, edited: EditedConfig, throttle: Throttle): Promise<SubmitReport> {
  await session.credentials.refuse();
  await warnOfExpiry(session);
  ensureHome(session.project);
  const ready = troubledLast(readyIn(session, selection).filter((analysis) => isBuilt(session.project.ledger, analysis)));
  const outcomes = await inParallel(ready, session.project.config.monitor.parallel, (analysis) => submitOne(session, analysis, edited, throttle));
  const deferred = outcomes.flatMap((outcome) => outcome.deferred ?? []);
  return {
    submitted: outcomes.flatMap(({ submitted }) => submitted ?? []),
    failures: outcomes.flatMap(({ failure }) => failure ?? []),
    deferred: deferred[0] && { analyses: deferred.map(({ analysis }) => analysis), reason: deferred.at(-1)!.reason },
  };
}

interface Outcome {
  readonly submitted?: SubmitReport["submitted"][number] | undefined;
  readonly failure?: Failure | undefined;
  readonly deferred?: { readonly analysis: Analysis; readonly reason: string };
}

async function submitOne(session: Session, analysis: Analysis, edited: EditedConfig, throttle: Throttle): Promise<Outcome> {
  const reason = throttle.take(analysis);
  if (reason !== undefined) return { deferred: { analysis, reason } };
  let submitted: Outcome["submitted"];
  const work = async (): Promise<void> => {
    await throttle.pause();
    const now = stillReady(session, analysis);
    if (!now || !isBuilt(session.project.ledger, now)) return;
    const { jobId } = await submit(session, now, edited);
    submitted = { analysis: now, jobId };
    session.notify({ level: "info", address: now.address, text: `submitted as ${jobId}` });
  };
  try {
    const failure = await tried(session, analysis, () => underLease(session, analysis, work));
    return { submitted, failure };
  } finally {
    throttle.release(analysis, submitted !== undefined);
  }
}

/** What a pass did beside looking after what runs. */
export type Advance = Pick<SubmitReport, "failures" | "deferred">;

/** Submits what was to go on from its rescue point and did not get that far: the pass that began it ended, or the scheduler was out of reach. */
export async function resumeInterrupted(session: Session, selection: Selection): Promise<Advance> {
  const { ledger } = session.project;
  const interrupted = readyIn(session, selection).filter((analysis) => latestAttempt(ledger, analysis)?.resumes !== undefined);
  if (interrupted.length === 0) return { failures: [], deferred: undefined };
  return submitBuiltOnes(session, { ...selection, only: new Set(interrupted.map(({ id }) => id)) });
}

// Seconds after which what is built is submitted although others are still being built.
const patience = 20;

/** Builds and submits every ready analysis; one whose build takes long holds up none of the others. */
export async function advance(session: Session, selection: Selection): Promise<Advance> {
  const building = buildReady(session, selection);
  const throttle = new Throttle(session);
  const failures: Failure[] = [];
  let deferred: Deferred | undefined;
  for (let isBuiltAll = false; !isBuiltAll;) {
    isBuiltAll = await endsWithin(building, patience);
    const left = new Set([...(selection.leaveOut ?? []), ...failures.map(({ analysis }) => analysis.id)]);
    const report = await submitAll(session, { ...selection, leaveOut: left }, "refuse", throttle);
    failures.push(...report.failures);
    deferred = report.deferred;
  }
  return { failures: [...(await building).failures, ...failures], deferred };
}
