import { analysisById, candidatesFor, candidatesIn, readyAnalyses, type Analysis } from "../analysis/index.ts";
import { timestamp, typed, type AsimovError } from "../system/index.ts";
import { latestAttempt } from "./attempts.ts";
import { build, isBuilt } from "./build.ts";
import type { EditedConfig } from "./edited-config.ts";
import { ensureHome } from "./home.ts";
import { isEnvironmental } from "./environmental.ts";
import { underLease } from "./leases.ts";
import type { Session } from "./session.ts";
import { setStatus } from "./status.ts";
import { submit } from "./submit.ts";
import { reasonOf, remedyOf, troubleOf } from "./trouble.ts";

/** An analysis that failed in what was tried with it. */
export interface Failure {
  readonly analysis: Analysis;
  readonly error: AsimovError;
}

/** Which analyses are built or submitted. */
export interface Selection {
  readonly subject?: string | undefined;
  /** Ids; all when not given. */
  readonly only?: ReadonlySet<number> | undefined;
  readonly leaveOut?: ReadonlySet<number> | undefined;
}

/** Builds every ready analysis that is not built yet. Each fails by itself. */
export async function buildReady(
  session: Session,
  selection: Selection,
  edited: EditedConfig = "refuse",
): Promise<{ readonly built: readonly { readonly analysis: Analysis; readonly file: string }[]; readonly failures: readonly Failure[] }> {
  const built: { analysis: Analysis; file: string }[] = [];
  const wanted = (analysis: Analysis): boolean => !isBuilt(session.project.ledger, analysis);
  const failures = await forEach(session, selection, wanted, async (analysis) => {
    built.push({ analysis, file: await build(session, analysis, edited) });
    session.notify({ level: "info", address: analysis.address, text: "built" });
  });
  return { built, failures };
}

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
  return { submitted, failures };
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

function readyIn(session: Session, { subject, only, leaveOut }: Selection): readonly Analysis[] {
  const candidates = candidatesIn(session.project.ledger, subject);
  return readyAnalyses(candidates).filter(({ id }) => !leaveOut?.has(id) && (only === undefined || only.has(id)));
}

/** Does `work` for each ready analysis that is `wanted`, under its own lease; what fails is kept as the reason of its status. */
async function forEach(
  session: Session,
  selection: Selection,
  wanted: (analysis: Analysis) => boolean,
  work: (analysis: Analysis) => Promise<void>,
): Promise<readonly Failure[]> {
  const { ledger } = session.project;
  ensureHome(session.project);
  const failures: Failure[] = [];
  for (const { id, address } of readyIn(session, selection).filter(wanted)) {
    try {
      const seen = analysisById(ledger, id);
      await underLease(session, seen, async () => {
        // Others may have done it while we were busy with the analyses before it.
        const now = readyAnalyses(candidatesFor(ledger, seen)).find((analysis) => analysis.id === id);
        if (now && wanted(now)) await work(now);
      });
    } catch (thrown) {
      const error = troubleOf(thrown, address);
      if (error.code === "ANALYSIS_LEASE_HELD") session.notify({ level: "warn", address, text: `left alone: ${error.message}` });
      else if (error.code !== "LEDGER_CONFLICT") failures.push({ analysis: keepReason(session, analysisById(ledger, id), error), error });
    }
  }
  return failures;
}

function keepReason(session: Session, analysis: Analysis, error: AsimovError): Analysis {
  const { ledger } = session.project;
  const reason = reasonOf(error);
  const attempt = latestAttempt(ledger, analysis);
  // Without an attempt whose snapshot is fixed, mended settings count at the next try.
  const isOpen = attempt !== undefined && attempt.ended === undefined && attempt.configCommit !== undefined;
  if (analysis.status !== "ready" || !isOpen || isEnvironmental(error))
    return setStatus(ledger, analysis, { status: analysis.status, reason, remedy: remedyOf(error), request: analysis.request });
  const cause = { kind: error.code.startsWith("PLUGIN") ? "plugin" : "builder", message: error.message };
  ledger.change((transaction) =>
    transaction.update("attempts", attempt.id, { ended: timestamp(ledger.clock), outcome: "failed", cause: JSON.stringify(cause) }),
  );
  const remedy = `${remedyOf(error) ?? "Mend the cause."} Then: asimov analysis restart ${typed(analysis.address)} --refresh`;
  return setStatus(ledger, analysis, { status: "stuck", reason, remedy });
}
