import { existsSync, realpathSync } from "node:fs";

import type { Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { AsimovError, typed, walkFiles } from "../system/index.ts";
import { assetFiles } from "./assets.ts";
import { callHook } from "./hooks.ts";
import { underLease } from "./leases.ts";
import { type Attempt, latestAttempt, submissionsOf } from "./record/index.ts";
import { storedResults, verifyStored } from "./results/index.ts";
import type { Session } from "./session.ts";
import { setStatus } from "./status.ts";
import { trashOf } from "./paths.ts";
import { moveAllBut, moveToTrash, othersIn, throughTrash, trashPlace } from "./run-files/index.ts";
import { unstoredProducts, unstoredResults } from "./unstored.ts";

/** What cleaning an analysis moves to the trash. */
export interface CleanPlan {
  readonly analysis: Analysis;
  readonly attempt: Attempt;
  /** Only what is no recorded product. */
  readonly intermediate: boolean;
  /** Absolute paths that stay, links and what they lead to, and run directories of others. */
  readonly kept: ReadonlySet<string>;
  readonly files: number;
  /** Bytes. */
  readonly bytes: number;
}

/**
 * What cleaning would move; nothing is moved. Throws `CLEAN_REFUSED` where something may still run, or where products would go that are nowhere else;
 * with `intermediate`, also where not all results are in the store, read again now.
 */
export async function planClean(session: Session, analysis: Analysis, intermediate: boolean): Promise<CleanPlan> {
  const { ledger } = session.project;
  const attempt = latestAttempt(ledger, analysis);
  if (!attempt) throw refused(analysis, "it has no attempt, and so no files");
  if (hasOpen(ledger, attempt) || ["running", "processing", "stop", "restart"].includes(analysis.status))
    throw refused(
      analysis,
      `it is ${analysis.status}, and its jobs may use the files`,
      `End it first: asimov analysis stop ${typed(analysis.address)}`,
    );
  if (attempt.ended === undefined) throw refused(analysis, "its newest attempt is built and has not ended: it goes on from its files");
  if (intermediate) await refuseUnstored(session, analysis, attempt);
  else refuseLoss(ledger, analysis, attempt);
  const { owner, inside } = othersIn(ledger, session.runLinks, attempt);
  if (owner !== undefined) throw refused(analysis, `${owner} runs in its directory now, ${attempt.runDirectory}`);
  const others = inside.map(({ directory }) => directory);
  const kept = new Set([...(intermediate ? keptPaths(ledger, attempt) : []), ...others]);
  let files = 0;
  let bytes = 0;
  for (const { path, size } of walkFiles(
    attempt.runDirectory,
    () => undefined,
    (path) => !kept.has(path),
  )) {
    if (kept.has(path)) continue;
    files++;
    bytes += size;
  }
  return { analysis, attempt, intermediate, kept, files, bytes };
}

/** Carries out a plan. What is moved can't be gone on from: a failed attempt is started again from the beginning. Returns where the files are now. */
export async function clean(session: Session, { analysis, attempt, intermediate }: CleanPlan): Promise<string | undefined> {
  return underLease(session, analysis, async () => {
    const { kept } = await planClean(session, analysis, intermediate);
    if (intermediate) return moveIntermediate(session, analysis, attempt, kept);
    const moved = existsSync(attempt.runDirectory);
    await discardRun(session, analysis, attempt);
    if (attempt.outcome !== "finished") forgetWorkflow(session, analysis, attempt);
    return moved ? trashOf(session.project) : undefined;
  });
}

/** The pipeline's `clean`: by default, and in asimov's `own` way, the run directory of an attempt goes to the trash. */
export async function discardRun(session: Session, analysis: Analysis, attempt: Attempt, own = false): Promise<void> {
  const trashRunDirectory = async (): Promise<void> => {
    moveToTrash(session, analysis, attempt);
  };
  if (own) return trashRunDirectory();
  await callHook(session, analysis, attempt, "clean", { trashRunDirectory });
}

function forgetWorkflow(session: Session, analysis: Analysis, attempt: Attempt): void {
  const { ledger } = session.project;
  ledger.change((transaction) => {
    transaction.update("attempts", attempt.id, { workflow: null });
    if (analysis.remedy === undefined) return;
    const remedy = `Its files are in the trash. To run it from the start: asimov analysis restart ${typed(analysis.address)} --refresh`;
    setStatus(ledger, analysis, { status: analysis.status, reason: analysis.reason, remedy });
  });
}

function hasOpen(ledger: Ledger, attempt: Attempt): boolean {
  return submissionsOf(ledger, attempt.id).some(({ ended }) => ended === undefined);
}

async function refuseUnstored(session: Session, analysis: Analysis, attempt: Attempt): Promise<void> {
  const { project } = session;
  const store = `asimov store verify ${typed(analysis.address)}`;
  if (analysis.status !== "uploaded" || attempt.outcome !== "finished")
    throw refused(analysis, `it is ${analysis.status}: intermediate files go only when all results are in the store (uploaded)`);
  const stored = storedResults(project.ledger, [analysis]).filter(({ attemptId }) => attemptId === attempt.id);
  const missing = unstoredResults(project.ledger, attempt);
  const { wrong } = await verifyStored(project, stored);
  if (missing.length + wrong.length > 0)
    throw refused(analysis, `the store is not whole: ${[...missing, ...wrong.map(({ path, state }) => `${path} is ${state}`)].join(", ")}`, store);
}

// What others may use, and is nowhere else.
function refuseLoss(ledger: Ledger, analysis: Analysis, attempt: Attempt): void {
  // What a person cancelled will not be used any more.
  if (attempt.outcome !== "finished" || analysis.status === "cancelled") return;
  const only = unstoredProducts(ledger, attempt);
  if (analysis.status === "uploaded" && only.length === 0) return;
  const what =
    only.length === 0 ? "its results are not in the store yet" : `these products are not in the store, and others may use them: ${only.join(", ")}`;
  const remedy = `asimov analysis clean ${typed(analysis.address)} --intermediate keeps all products.`;
  throw refused(analysis, what, analysis.status === "uploaded" ? remedy : undefined);
}

function keptPaths(ledger: Ledger, attempt: Attempt): ReadonlySet<string> {
  const ids = ledger.all("SELECT id FROM attempts WHERE analysis_id = ?", attempt.analysisId).map(({ id }) => Number(id));
  const assets = ids.flatMap((id) => assetFiles(ledger, id).map(({ path }) => path));
  const there = [...new Set(assets)].filter((path) => existsSync(path));
  // A product may be a link to what looks like an intermediate file.
  return new Set(there.flatMap((path) => [path, realpathSync(path)]));
}

function moveIntermediate(session: Session, analysis: Analysis, attempt: Attempt, kept: ReadonlySet<string>): string | undefined {
  const target = trashPlace(session, analysis, attempt);
  if (!existsSync(attempt.runDirectory) || !throughTrash(attempt.runDirectory, target, (place) => moveAllBut(attempt.runDirectory, place, kept)))
    return undefined;
  session.notify({ level: "info", address: analysis.address, text: `moved intermediate files of ${attempt.runDirectory} to ${target}` });
  return target;
}

function refused({ address }: Analysis, why: string, remedy?: string): AsimovError {
  return new AsimovError("CLEAN_REFUSED", { message: `its files stay: ${why}`, at: address, remedy });
}
