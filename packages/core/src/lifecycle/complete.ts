import { join } from "node:path";

import type { Analysis } from "../analysis/index.ts";
import type { Transaction } from "../ledger/index.ts";
import { readProvided, type Provided, type PipelineDoors } from "../pipeline/remote/index.ts";
import { storeFile, storeNames } from "../store/index.ts";
import { AsimovError, timestamp, typed } from "../system/index.ts";
import { assetFiles, inspectAssets, recordAssets, type AssetFile } from "./assets.ts";
import { callHook } from "./hooks.ts";
import { keepLogs } from "./logs.ts";
import { folderOf } from "./paths.ts";
import type { Session } from "./session.ts";
import { enterReturned } from "./states/enter.ts";
import { setStatus, writeStatus } from "./status.ts";
import { submitDoors } from "./submit-doors.ts";
import { submissionsOf } from "./submissions.ts";
import { endSubmissions, type Watched } from "./watch-submissions.ts";
import { latestAttempt, type Attempt } from "./record/index.ts";

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
    transaction.update("attempts", attempt.id, { ended: timestamp(ledger.clock), outcome: "finished" });
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

/** Status `finished`: post-processing is started, or the results are stored. */
export async function afterCompletion(session: Session, analysis: Analysis): Promise<void> {
  await callAndSettle(session, analysis, "afterCompletion");
}

/** Status `processing` when its job has ended: the results are stored, or what is missing is said. */
export async function afterProcessing(session: Session, analysis: Analysis): Promise<void> {
  const attempt = finished(session, analysis);
  if ((await callHook(session, analysis, attempt, "detectCompletionProcessing")) === true) return callAndSettle(session, analysis, "afterProcessing");
  const change = {
    status: "stuck",
    reason: "post-processing ended without its products",
    remedy: `asimov analysis resurrect ${typed(analysis.address)}`,
  };
  setStatus(session.project.ledger, analysis, change);
}

async function callAndSettle(session: Session, analysis: Analysis, hook: "afterCompletion" | "afterProcessing"): Promise<void> {
  const { ledger } = session.project;
  const attempt = finished(session, analysis);
  const doors = { ...submitDoors(session, analysis, attempt), store: storeDoor(session, analysis, attempt) };
  const returned = await callHook(session, analysis, attempt, hook, doors);
  if (submissionsOf(ledger, attempt.id).some(({ ended }) => ended === undefined)) {
    setStatus(ledger, analysis, { status: "processing", reason: "post-processing runs" });
    return;
  }
  if (await enterReturned(session, analysis, attempt, hook, returned)) return;
  settleStored(session, analysis, attempt);
}

/** Gives an analysis the status `uploaded`. Throws `STORE_INCOMPLETE` when not all results of its attempt are in the store. */
export function settleStored(session: Session, analysis: Analysis, attempt: Attempt, reason?: string): void {
  const { ledger } = session.project;
  const missing = unstored(session, attempt);
  if (missing.length > 0) {
    throw new AsimovError("STORE_INCOMPLETE", {
      message: `these results are not in the store: ${missing.join(", ")}`,
      at: analysis.address,
      remedy: "Its author stores every asset that static finalAssets names.",
    });
  }
  setStatus(ledger, analysis, {
    status: "uploaded",
    reason: reason ?? `results are in ${session.path("results", folderOf(analysis), analysis.slug)}`,
  });
}

/** The door through which hooks put the results of an attempt into the store. */
export function storeDoor(session: Session, analysis: Analysis, attempt: Attempt): PipelineDoors["store"] {
  return async (names) => {
    const { ledger } = session.project;
    const files = assetFiles(ledger, attempt.id);
    // Named among all files of the attempt, so that a file has the same name whichever of them are stored together.
    const fileNames = storeNames(files.map(({ path }) => path));
    for (const [index, file] of files.entries()) {
      const path = join(folderOf(analysis), analysis.slug, String(attempt.number), fileNames[index]!);
      if (!names.includes(file.name) || ledger.get("SELECT 1 FROM stored WHERE path = ?", path)) continue;
      const stored = await storeFile(session.path("results"), path, file.path);
      if (stored.sha256 !== file.sha256) throw changedSince(analysis, file.path);
      const row = { attempt_id: attempt.id, asset: file.name, ...stored, time: timestamp(ledger.clock) };
      ledger.change((transaction) => transaction.insert("stored", row));
    }
  };
}

function changedSince(analysis: Analysis, path: string): AsimovError {
  return new AsimovError("STORE_SOURCE_CHANGED", {
    message: `${path} is no longer what it was when the analysis finished`,
    at: analysis.address,
    remedy: `Run it again: asimov analysis restart ${typed(analysis.address)}`,
  });
}

function unstored(session: Session, attempt: Attempt): readonly string[] {
  const stored = session.project.ledger.all("SELECT asset FROM stored WHERE attempt_id = ?", attempt.id).map((row) => String(row["asset"]));
  return attempt.snapshot.finalAssets.filter((name) => !stored.includes(name));
}

function finished(session: Session, analysis: Analysis): Attempt {
  const attempt = latestAttempt(session.project.ledger, analysis);
  if (attempt?.outcome === "finished") return attempt;
  throw new AsimovError("NOT_FINISHED", { message: "no attempt of the analysis has finished", at: analysis.address });
}
