import { analysisById, isCoreStatus, type Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { AsimovError, typed } from "../system/index.ts";
import { discardRun } from "./clean.ts";
import { afterCompletion, afterProcessing, finish, isComplete } from "./complete.ts";
import { isEnvironmental, isRepeated } from "./environmental.ts";
import { isSiteRefusal } from "./preflight/index.ts";
import { attendHeld, causeOf, failAttempt, remedyFor } from "./failures/index.ts";
import { holdingJobs } from "./holding.ts";
import { callHook } from "./hooks.ts";
import { askLabellers } from "./labellers.ts";
import { keepLogs, withLastLines } from "./logs.ts";
import { settleRestart, settleStop } from "./requests.ts";
import type { Failure } from "./selection.ts";
import type { Session } from "./session.ts";
import { holdSubmission, removeSubmission, type Watched } from "./submission/index.ts";
import { setStatus } from "./status.ts";
import type { Action } from "./transitions.ts";
import { handleState } from "./states/index.ts";
import { reasonOf, remedyOf, troubleOf } from "./trouble.ts";
import { type Attempt, type Cause, causeName, latestAttempt } from "./record/index.ts";

/** Carries out what the state machine says for one analysis. An error is an outcome of this analysis alone: returned, and kept as its reason. */
export async function act(
  session: Session,
  analysis: Analysis,
  action: Action,
  watched: readonly Watched[],
  decisive: Watched | undefined,
): Promise<Failure | undefined> {
  try {
    return await carryOut(session, analysis, action, watched, decisive);
  } catch (thrown) {
    const error = troubleOf(thrown, analysis.address);
    // Somebody changed the analysis while we worked: their change counts, and the next pass looks again.
    if (error.code === "LEDGER_CONFLICT" || error.code === "ANALYSIS_LEASE_HELD") return undefined;
    // The report tells of the scheduler itself; nothing is wrong with the analysis.
    if (error.code === "SCHEDULER_OUTAGE") return undefined;
    return { analysis: keepError(session, analysis, error), error };
  }
}

function keepError(session: Session, analysis: Analysis, error: AsimovError): Analysis {
  const { ledger } = session.project;
  const now = analysisById(ledger, analysis.id);
  const reason = reasonOf(error);
  const remedy = remedyOf(error);
  // Where the work got on to another status before it failed, that status stands; so does what a person asked for.
  const isRequested = now.status === "stop" || now.status === "restart";
  const repeated = isRepeated(error, now);
  const stands = now.revision !== analysis.revision || (isEnvironmental(error) && !repeated) || isRequested;
  // A handler is called again at the next pass.
  if (!isCoreStatus(now.status)) return setStatus(ledger, now, { status: now.status, reason, remedy: remedy ?? "It is tried again at each pass." });
  const without = isRequested && error.code.startsWith("PLUGIN_") ? "The next pass does it without the plugin." : undefined;
  if (stands) return setStatus(ledger, now, { status: now.status, reason, remedy: without ?? remedy, request: now.request });
  const again = `asimov analysis resurrect ${typed(analysis.address)}`;
  const next = (repeated || isSiteRefusal(error)) && remedy !== undefined ? `${remedy} Then: ${again}` : remedy;
  return setStatus(ledger, now, { status: "stuck", reason, remedy: next ?? `Mend the cause, then: ${again}` });
}

async function carryOut(
  session: Session,
  analysis: Analysis,
  action: Action,
  watched: readonly Watched[],
  decisive: Watched | undefined,
): Promise<Failure | undefined> {
  const { ledger } = session.project;
  const attempt = latestAttempt(ledger, analysis);
  switch (action) {
    case "adopt":
      if (decisive) follow(ledger, analysis, decisive);
      return undefined;
    case "hold":
      if (analysis.request === holdingJobs && decisive?.observation.state !== "held") await holdJobs(session, analysis, decisive);
      else if (attempt && decisive) await attendHeld(session, analysis, attempt, decisive);
      return undefined;
    case "conclude":
      return attempt && conclude(session, analysis, attempt, watched, decisive);
    case "fail":
      return attempt && decisive && fail(session, analysis, attempt, watched, causeOf(decisive.observation));
    case "complete":
      // Before it leaves this status: after a crash they are asked again.
      if (attempt) await askLabellers(session, analysis, attempt);
      return failureOf(session, analysis, await afterCompletion(session, analysis, watched));
    case "conclude processing":
      return failureOf(session, analysis, await afterProcessing(session, analysis, watched));
    case "eject":
      if (attempt) await asAsked(session, analysis, "ejectJob", (own) => eject(session, analysis, attempt, watched, own));
      if (decisive) sayStopping(session, analysis, decisive);
      return undefined;
    case "stopped":
      settleStop(session, analysis, attempt, watched);
      return undefined;
    case "clean":
      if (attempt) await asAsked(session, analysis, "clean", (own) => discardRun(session, analysis, attempt, own));
      settleRestart(session, analysis, attempt, watched);
      return undefined;
    case "handle":
      await handleState(session, analysis, attempt, watched);
      return undefined;
    default:
      return undefined;
  }
}

// Removed jobs may be there for long: people are to see why it does not become `stopped`.
function sayStopping({ project: { ledger } }: Session, { id, revision }: Analysis, { observation: { state, reason, held } }: Watched): void {
  const analysis = analysisById(ledger, id);
  if (analysis.status !== "stop" || analysis.revision !== revision || state !== "running" || reason === undefined || held) return;
  const said = `stopping: ${reason}`;
  if (analysis.reason !== said) setStatus(ledger, analysis, { status: "stop", reason: said, request: analysis.request });
}

async function holdJobs(session: Session, analysis: Analysis, watched: Watched | undefined): Promise<void> {
  if (watched && (await holdSubmission(session, watched.submission)))
    setStatus(session.project.ledger, analysis, { status: analysis.status, reason: "its jobs are held, since a person asked for it" });
}

function failureOf(session: Session, analysis: Analysis, error: AsimovError | undefined): Failure | undefined {
  return error && { analysis: analysisById(session.project.ledger, analysis.id), error };
}

// The status follows what is seen; most passes see nothing new, and write nothing.
function follow(ledger: Ledger, analysis: Analysis, { submission: { purpose, jobId = "" } }: Watched): void {
  const isProcessing = purpose === "job";
  if (analysis.status === "finished" && !isProcessing) return;
  const status = isProcessing ? "processing" : "running";
  const reason = isProcessing ? "post-processing runs" : `submitted as ${jobId}`;
  if (analysis.status === status && analysis.reason === reason && analysis.remedy === undefined && analysis.request === undefined) return;
  setStatus(ledger, analysis, { status, reason });
}

async function conclude(
  session: Session,
  analysis: Analysis,
  attempt: Attempt,
  watched: readonly Watched[],
  decisive: Watched | undefined,
): Promise<Failure | undefined> {
  if (await isComplete(session, analysis, attempt)) {
    await finish(session, analysis, attempt, watched);
    return undefined;
  }
  if (decisive?.seen === "absent") throw vanished(analysis, decisive);
  return fail(session, analysis, attempt, watched, { kind: "products missing", message: "its workflow ended, but its products are not whole" });
}

// It was there once. Records that were lost, or another scheduler than then being asked, do not mean that no job of it runs.
function vanished({ address }: Analysis, { submission }: Watched): AsimovError {
  const { owner, accessPoint, scheduler } = submission.address;
  return new AsimovError("SUBMISSION_VANISHED", {
    message: `scheduler "${scheduler}" does not know submission ${submission.token} (any more), and its products are not whole: nobody can say whether it runs`,
    at: address,
    remedy: `Run asimov monitor as ${owner} on ${accessPoint} as it was run then. If its jobs are surely gone: asimov analysis restart ${typed(address)}`,
    exitCode: 4,
  });
}

async function fail(session: Session, analysis: Analysis, attempt: Attempt, watched: readonly Watched[], seen: Cause): Promise<Failure | undefined> {
  // Without them jobs fail for no fault of theirs.
  await session.credentials.refuse();
  // Of a submission that we removed since it was held, the hold is the cause.
  const cause = attempt.cause ?? seen;
  const told = withLastLines(cause, await keepLogs(session, analysis, attempt));
  const outcome = await failAttempt(session, analysis, attempt, told, watched);
  session.notify({ level: "warn", address: analysis.address, text: `attempt ${attempt.number} failed (${causeName(cause)}): ${cause.message}` });
  if (outcome === "resumed") return undefined;
  const remedy = remedyFor(analysis, attempt);
  return { analysis, error: new AsimovError("ATTEMPT_FAILED", { message: `${causeName(cause)}: ${cause.message}`, at: analysis.address, remedy }) };
}

/** Does what a person asked for by a hook; after that has failed once, `own` way of asimov: no plugin keeps jobs from ending, or a new start from beginning. */
async function asAsked(session: Session, analysis: Analysis, hook: string, work: (own: boolean) => Promise<void>): Promise<void> {
  const own = analysis.reason.startsWith("PLUGIN_") && analysis.reason.includes(hook);
  if (own) session.notify({ level: "warn", address: analysis.address, text: `its pipeline's ${hook} failed: asimov does without it` });
  await work(own);
}

async function eject(session: Session, analysis: Analysis, attempt: Attempt, watched: readonly Watched[], own: boolean): Promise<void> {
  const removeSubmissions = async (): Promise<void> => {
    for (const { submission } of watched) await removeSubmission(session, submission);
  };
  if (own) return removeSubmissions();
  await callHook(session, analysis, attempt, "ejectJob", { removeSubmissions });
}
