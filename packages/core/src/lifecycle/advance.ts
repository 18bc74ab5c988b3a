import { analysisById, listAnalyses, readyAnalyses, type Analysis } from "../analysis/index.ts";
import { acquireLease, releaseLease } from "../ledger/index.ts";
import { AsimovError, timestamp } from "../system/index.ts";
import { latestAttempt } from "./attempts.ts";
import { build, isBuilt, type EditedConfig } from "./build.ts";
import { isEnvironmental } from "./environmental.ts";
import type { Session } from "./session.ts";
import { setStatus } from "./status.ts";
import { submit } from "./submit.ts";

/** An analysis that failed in what was tried with it. */
export interface Failure {
  readonly analysis: Analysis;
  readonly error: AsimovError;
}

/** Which analyses are built or submitted. */
export interface Selection {
  readonly subject?: string | undefined;
  /** Addresses; all when not given. */
  readonly only?: readonly string[] | undefined;
  readonly leaveOut?: ReadonlySet<number> | undefined;
}

/** Builds every ready analysis that is not built yet. Each fails by itself. */
export async function buildReady(
  session: Session,
  selection: Selection,
  edited: EditedConfig = "refuse",
): Promise<{ readonly built: readonly { readonly analysis: Analysis; readonly file: string }[]; readonly failures: readonly Failure[] }> {
  const built: { analysis: Analysis; file: string }[] = [];
  const failures = await forEach(
    session,
    readyIn(session, selection).filter((analysis) => !isBuilt(session.project.ledger, analysis)),
    async (analysis) => {
      built.push({ analysis, file: await build(session, analysis, edited) });
      session.notify({ level: "info", address: analysis.address, text: "built" });
    },
  );
  return { built, failures };
}

/** Submits every ready analysis that is built. Each fails by itself. */
export async function submitBuiltOnes(
  session: Session,
  selection: Selection,
): Promise<{ readonly submitted: readonly { readonly analysis: Analysis; readonly jobId: string }[]; readonly failures: readonly Failure[] }> {
  const submitted: { analysis: Analysis; jobId: string }[] = [];
  const failures = await forEach(
    session,
    readyIn(session, selection).filter((analysis) => isBuilt(session.project.ledger, analysis)),
    async (analysis) => {
      const { jobId } = await submit(session, analysis);
      submitted.push({ analysis, jobId });
      session.notify({ level: "info", address: analysis.address, text: `submitted as ${jobId}` });
    },
  );
  return { submitted, failures };
}

/** Builds and submits every ready analysis. */
export async function advance(session: Session, selection: Selection): Promise<readonly Failure[]> {
  const { failures } = await buildReady(session, selection);
  const left = new Set([...(selection.leaveOut ?? []), ...failures.map(({ analysis }) => analysis.id)]);
  const submission = await submitBuiltOnes(session, { ...selection, leaveOut: left });
  return [...failures, ...submission.failures];
}

function readyIn(session: Session, { subject, only, leaveOut }: Selection): readonly Analysis[] {
  const analyses = listAnalyses(session.project.ledger, subject);
  return readyAnalyses(analyses).filter(({ id, address }) => !leaveOut?.has(id) && (only === undefined || only.includes(address)));
}

/** Does `work` for each analysis under its own lease; what fails is kept as the reason of its status. */
async function forEach(session: Session, analyses: readonly Analysis[], work: (analysis: Analysis) => Promise<void>): Promise<readonly Failure[]> {
  const { ledger } = session.project;
  const failures: Failure[] = [];
  for (const { id, address } of analyses) {
    const outcome = acquireLease(ledger, `analysis ${id}`);
    if (!outcome.acquired) {
      session.notify({
        level: "warn",
        address,
        text: `left alone: process ${outcome.heldBy.holder.pid} on ${outcome.heldBy.holder.host} works on it`,
      });
      continue;
    }
    try {
      await work(analysisById(ledger, id));
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      if (error.code !== "LEDGER_CONFLICT") failures.push({ analysis: keepReason(session, analysisById(ledger, id), error), error });
    } finally {
      releaseLease(ledger, outcome.lease);
    }
  }
  return failures;
}

function keepReason(session: Session, analysis: Analysis, error: AsimovError): Analysis {
  const { ledger } = session.project;
  const reason = `${error.code}: ${error.message}`;
  const attempt = latestAttempt(ledger, analysis);
  // Without an attempt whose snapshot is fixed, mended settings count at the next try.
  const isOpen = attempt !== undefined && attempt.ended === undefined && attempt.configCommit !== undefined;
  if (analysis.status !== "ready" || !isOpen || isEnvironmental(error))
    return setStatus(ledger, analysis, { status: analysis.status, reason, remedy: error.remedy });
  const cause = { kind: error.code.startsWith("PLUGIN") ? "plugin" : "builder", message: error.message };
  ledger.change((transaction) =>
    transaction.update("attempts", attempt.id, { ended: timestamp(ledger.clock), outcome: "failed", cause: JSON.stringify(cause) }),
  );
  const remedy = `${error.remedy ?? "Mend the cause."} Then: asimov analysis restart ${analysis.address} --refresh`;
  return setStatus(ledger, analysis, { status: "stuck", reason, remedy });
}
