import type { Analysis } from "../analysis/index.ts";
import { inParallel } from "../system/index.ts";
import { buildReady } from "./build-ready.ts";
import { isBuilt } from "./build.ts";
import type { EditedConfig } from "./edited-config.ts";
import { ensureHome } from "./home.ts";
import { underLease } from "./leases.ts";
import { readyIn, stillReady, tried, type Failure, type Selection } from "./selection.ts";
import type { Session } from "./session.ts";
import { submit } from "./submit.ts";
import { latestAttempt } from "./record/index.ts";

/** Submits every ready analysis that is built. Each fails by itself. */
export async function submitBuiltOnes(
  session: Session,
  selection: Selection,
  edited: EditedConfig = "refuse",
): Promise<{ readonly submitted: readonly { readonly analysis: Analysis; readonly jobId: string }[]; readonly failures: readonly Failure[] }> {
  const submitted: { analysis: Analysis; jobId: string }[] = [];
  const wanted = (analysis: Analysis): boolean => isBuilt(session.project.ledger, analysis);
  const failures = await forEach(session, selection, wanted, async (analysis) => {
    const { jobId } = await submit(session, analysis, edited);
    submitted.push({ analysis, jobId });
    session.notify({ level: "info", address: analysis.address, text: `submitted as ${jobId}` });
  });
  return { submitted: submitted.toSorted((a, b) => a.analysis.id - b.analysis.id), failures };
}

/** Submits what was to go on from its rescue point and did not get that far: the pass that began it ended, or the scheduler was out of reach. */
export async function resumeInterrupted(session: Session, selection: Selection): Promise<readonly Failure[]> {
  const { ledger } = session.project;
  const interrupted = readyIn(session, selection).filter((analysis) => latestAttempt(ledger, analysis)?.resumes !== undefined);
  if (interrupted.length === 0) return [];
  return (await submitBuiltOnes(session, { ...selection, only: new Set(interrupted.map(({ id }) => id)) })).failures;
}

/** Builds and submits every ready analysis. */
export async function advance(session: Session, selection: Selection): Promise<readonly Failure[]> {
  const { failures } = await buildReady(session, selection);
  const left = new Set([...(selection.leaveOut ?? []), ...failures.map(({ analysis }) => analysis.id)]);
  const submission = await submitBuiltOnes(session, { ...selection, leaveOut: left });
  return [...failures, ...submission.failures];
}

/** Does `work` for each ready analysis that is `wanted`, under its own lease, a few at once: one that hangs holds none of the others up. */
async function forEach(
  session: Session,
  selection: Selection,
  wanted: (analysis: Analysis) => boolean,
  work: (analysis: Analysis) => Promise<void>,
): Promise<readonly Failure[]> {
  ensureHome(session.project);
  const ready = readyIn(session, selection).filter(wanted);
  const outcomes = await inParallel(ready, session.project.config.monitor.parallel, (analysis) =>
    tried(session, analysis, () =>
      underLease(session, analysis, async () => {
        const now = stillReady(session, analysis);
        if (now && wanted(now)) await work(now);
      }),
    ),
  );
  return outcomes.filter((failure) => failure !== undefined);
}
