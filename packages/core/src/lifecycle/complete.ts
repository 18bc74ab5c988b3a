import { type Analysis, folderOf } from "../analysis/index.ts";
import type { Ledger, Transaction } from "../ledger/index.ts";
import { readProvided, type Provided, type PipelineDoors } from "../pipeline/remote/index.ts";
import { AsimovError, timestamp, typed } from "../system/index.ts";
import { inspectAssets, recordAssets, type AssetFile } from "./assets.ts";
import { causeOf } from "./failures/index.ts";
import { callHook } from "./hooks.ts";
import { keepLogs } from "./logs.ts";
import { postprocess, postprocessedAssets } from "./postprocess.ts";
import { configuredPostprocessors, currentJobs, isJobOf, supersede } from "./postprocessing/index.ts";
import type { Session } from "./session.ts";
import { enterReturned } from "./states/enter.ts";
import { setStatus, writeStatus } from "./status.ts";
import { submitDoors } from "./submit-doors.ts";
import { seal, storeDoor } from "./store-results.ts";
import { endSubmissions, type Watched } from "./submission/index.ts";
import { type Attempt, latestAttempt } from "./record/index.ts";

/** Whether the products of an attempt exist and are whole, as its pipeline says. */
export async function isComplete(session: Session, analysis: Analysis, attempt: Attempt): Promise<boolean> {
  return (await callHook(session, analysis, attempt, "detectCompletion")) === true;
}

/** Records the products of a complete attempt, the settings that it provides, and the end of its submissions: the analysis is `finished`, and others may use them. */
export async function finish(session: Session, analysis: Analysis, attempt: Attempt, watched: readonly Watched[]): Promise<void> {
  const { ledger } = session.project;
  const assets = (await callHook(session, analysis, attempt, "collectAssets")) ?? {};
  const files = await inspectAssets(assets, attempt.runDirectory, analysis.address, attempt.snapshot.finalAssets);
  const provided = readProvided(await callHook(session, analysis, attempt, "collectSettings"), analysis.address);
  await keepLogs(session, analysis, attempt);
  ledger.change((transaction) => {
    endSubmissions(ledger, watched);
    recordAssets(transaction, attempt.id, files);
    recordProvided(transaction, attempt.id, provided);
    transaction.update("attempts", attempt.id, { ended: timestamp(ledger.clock), outcome: "finished", cause: null });
    writeStatus(ledger, transaction, analysis, { status: "finished", reason: yieldOf(files, provided) });
  });
}

function recordProvided(transaction: Transaction, attemptId: number, provided: readonly Provided[]): void {
  for (const { scope, settings } of provided) transaction.insert("provided", { attempt_id: attemptId, scope, content: JSON.stringify(settings) });
}

function yieldOf(files: readonly AssetFile[], provided: readonly Provided[]): string {
  const names = [...new Set(files.map(({ name }) => name))];
  const keys = [...new Set(provided.flatMap(({ settings }) => Object.keys(settings)))];
  const parts = [
    ...(names.length === 0 ? [] : [`products: ${names.join(", ")}`]),
    ...(keys.length === 0 ? [] : [`provides settings: ${keys.join(", ")}`]),
  ];
  return parts.length === 0 ? "complete" : parts.join("; ");
}

/**
 * Status `finished`: post-processing is started, or the results are stored. Returns the error with which it ended `stuck`, if it did. `watched` are
 * jobs that have ended.
 */
export async function afterCompletion(session: Session, analysis: Analysis, watched: readonly Watched[] = []): Promise<AsimovError | undefined> {
  const { ledger } = session.project;
  const attempt = finished(session, analysis);
  endSubmissions(ledger, watched);
  // A pass that ended on the way to the next status has started it.
  if (currentJobs(ledger, attempt.id).length > 0) return afterProcessing(session, analysis);
  let started = false;
  const returned = await callCompleting(session, analysis, attempt, "afterCompletion", () => (started = true));
  if (started || currentJobs(ledger, attempt.id).length > 0) return afterProcessing(session, analysis);
  if (await enterReturned(session, analysis, attempt, "afterCompletion", returned)) return undefined;
  await settleStored(session, analysis, attempt);
  return undefined;
}

/** Status `processing`: what has ended of it is looked at. The results are stored, or it goes on, or it is `stuck` with the error that is returned. */
export async function afterProcessing(session: Session, analysis: Analysis, watched: readonly Watched[] = []): Promise<AsimovError | undefined> {
  const { ledger } = session.project;
  const attempt = finished(session, analysis);
  endSubmissions(ledger, watched);
  const failed = currentJobs(ledger, attempt.id).find(({ outcome }) => outcome?.state === "failed" || outcome?.state === "removed");
  if (failed?.outcome) return await giveUp(session, analysis, attempt, `${failed.name} failed: ${causeOf(failed.outcome).message}`);
  // What was about to be submitted when a pass ended, and is known not to be there, is asked for again.
  if (isInterrupted(ledger, attempt)) await callCompleting(session, analysis, attempt, "afterCompletion");
  const isComplete = runs(ledger, attempt) ? false : await callCompleting(session, analysis, attempt, "detectCompletionProcessing");
  if (runs(ledger, attempt)) {
    setStatus(ledger, analysis, { status: "processing", reason: "post-processing runs" });
    return undefined;
  }
  if (isComplete !== true) {
    const isLost = currentJobs(ledger, attempt.id).some(({ outcome }) => outcome?.state === "absent");
    const lost = "the scheduler does not know its job any more, and its products are not whole: nobody can say whether it runs";
    return await giveUp(session, analysis, attempt, isLost ? lost : "it ended without its products, or they are not whole");
  }
  const returned = await callCompleting(session, analysis, attempt, "afterProcessing");
  await storeDoor(session, analysis, attempt)(postprocessedAssets(session.project.ledger, attempt));
  if (await enterReturned(session, analysis, attempt, "afterProcessing", returned)) return undefined;
  await settleStored(session, analysis, attempt);
  return undefined;
}

function runs(ledger: Ledger, attempt: Attempt): boolean {
  return currentJobs(ledger, attempt.id).some(({ submitted, ended }) => submitted && !ended);
}

function isInterrupted(ledger: Ledger, attempt: Attempt): boolean {
  return currentJobs(ledger, attempt.id).some(({ submitted, ended }) => !submitted && !ended);
}

type CompletingHook = "afterCompletion" | "detectCompletionProcessing" | "afterProcessing";

function callCompleting(
  session: Session,
  analysis: Analysis,
  attempt: Attempt,
  hook: CompletingHook,
  onStart: () => unknown = () => undefined,
): Promise<unknown> {
  const doors: Partial<PipelineDoors> = {
    ...submitDoors(session, analysis, attempt),
    store: storeDoor(session, analysis, attempt),
    startProcessing: async () => void onStart(),
    postprocess: () => {
      onStart();
      return postprocess(session, analysis, attempt);
    },
  };
  // Within it, post-processors have their own time.
  const steps = configuredPostprocessors(attempt.snapshot.settings).length;
  return callHook(session, analysis, attempt, hook, doors, session.project.config.monitor.hookTimeout * (1 + 3 * steps));
}

// What is asked for again after this is submitted again, but for what is complete.
async function giveUp(session: Session, analysis: Analysis, attempt: Attempt, what: string): Promise<AsimovError> {
  const { ledger } = session.project;
  // Without them jobs fail for no fault of theirs.
  await session.credentials.refuse();
  const recorded = postprocessedAssets(ledger, attempt);
  const isComplete = (name: string): boolean => recorded.some((asset) => asset.startsWith(`${name}.`));
  const complete = configuredPostprocessors(attempt.snapshot.settings).filter(({ name }) => isComplete(name));
  const reason = `post-processing: ${what}`;
  const remedy = `Mend the cause, then run it again: asimov analysis resurrect ${typed(analysis.address)}`;
  ledger.change((transaction) => {
    const jobs = currentJobs(ledger, attempt.id).filter((job) => !complete.some(({ name }) => isJobOf(analysis, name, job)));
    supersede(ledger, transaction, jobs);
    writeStatus(ledger, transaction, analysis, { status: "stuck", reason, remedy });
  });
  return new AsimovError("POSTPROCESSING_FAILED", { message: what, at: analysis.address, remedy });
}

/** Gives an analysis the status `uploaded`. Throws as {@link seal} when not all results of its attempt are in the store. */
export async function settleStored(session: Session, analysis: Analysis, attempt: Attempt, reason?: string): Promise<void> {
  const stored = await seal(session, analysis, attempt);
  const place = session.path("results", folderOf(analysis), analysis.slug);
  const where = stored > 0 ? `results are in ${place}` : `none of its products is a final result: they stay in ${attempt.runDirectory}`;
  setStatus(session.project.ledger, analysis, { status: "uploaded", reason: reason ?? where });
}

function finished(session: Session, analysis: Analysis): Attempt {
  const attempt = latestAttempt(session.project.ledger, analysis);
  if (attempt?.outcome === "finished") return attempt;
  throw new AsimovError("NOT_FINISHED", { message: "no attempt of the analysis has finished", at: analysis.address });
}
