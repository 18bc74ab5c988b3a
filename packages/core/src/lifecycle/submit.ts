import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

import type { Analysis } from "../analysis/index.ts";
import type { BuiltWorkflow, Submission } from "../pipeline/index.ts";
import { AsimovError, timestamp } from "../system/index.ts";
import { submitDoors } from "./submit-doors.ts";
import { settleEdit, type EditedConfig } from "./edited-config.ts";
import { hookDoors } from "./doors.ts";
import { callHook } from "./hooks.ts";
import { moveToTrash, refuseOthersDirectory } from "./run-files/index.ts";
import { programOf, remembering } from "./programs.ts";
import { schedulerName } from "./schedulers.ts";
import { refuseLowDisk } from "./low-disk.ts";
import { refuseLostAssets } from "./offered-assets.ts";
import type { Session } from "./session.ts";
import { runSubmittingBuilder } from "./submitting-builder.ts";
import { type Attempt, attemptById, latestAttempt, submissionsOf } from "./record/index.ts";

/** Runs the builder of a built analysis, unless it has run, and hands the workflow to the scheduler. Returns the submission. */
export async function submit(session: Session, analysis: Analysis, edited: EditedConfig = "refuse"): Promise<Submission> {
  const { ledger } = session.project;
  const attempt = latestAttempt(ledger, analysis);
  if (!attempt || attempt.ended !== undefined || attempt.configCommit === undefined) {
    throw new AsimovError("NOT_BUILT", { message: "the analysis has no config file yet", at: analysis.address, remedy: "asimov manage build" });
  }
  if (attempt.workflow !== undefined) return submitBuilt(session, analysis, attempt);
  refuseLostAssets(session.project, analysis, attempt.snapshot);
  // Before the builder: it may write much itself.
  refuseLowDisk(session.project);
  await settleEdit(session, analysis, attempt, edited);
  if (attempt.snapshot.submitsItself) return submitByItself(session, analysis, attempt);
  return submitBuilt(session, analysis, await runBuilder(session, analysis, attempt));
}

/** Hands the workflow of an attempt to the scheduler; the status becomes `running` in the same transaction in which the job's id is recorded. */
export async function submitBuilt(session: Session, analysis: Analysis, attempt: Attempt): Promise<Submission> {
  const { ledger } = session.project;
  session.outages.refuse(schedulerName(attempt.snapshot.settings, session.project.config));
  const operation = attempt.resumes === undefined ? "submit" : "resurrect";
  await callHook(session, analysis, attempt, operation, submitDoors(session, analysis, attempt));
  const submission = submissionsOf(ledger, attempt.id).find(({ jobId }) => jobId !== undefined);
  if (submission?.jobId !== undefined) return { token: submission.token, jobId: submission.jobId };
  throw new AsimovError("NOT_SUBMITTED", {
    message: `${operation === "submit" ? "submitDag" : "resurrect"} returned without a submission`,
    at: analysis.address,
    remedy: "Its author submits through this.submitWorkflow or this.submitJob.",
  });
}

async function runBuilder(session: Session, analysis: Analysis, attempt: Attempt): Promise<Attempt> {
  const { ledger } = session.project;
  refuseForeignDirectory(session, analysis, attempt);
  noteStart(session, attempt);
  const { run, first } = remembering(hookDoors(session, analysis).run);
  const workflow = checked(await callHook(session, analysis, attempt, "buildDag", { run }), analysis, attempt);
  const program = await programOf(session, analysis, attempt, first());
  const built = { workflow: JSON.stringify(workflow), program: program ? JSON.stringify(program) : null };
  ledger.change((transaction) => transaction.update("attempts", attempt.id, built));
  return attemptById(ledger, attempt.id);
}

function noteStart({ project: { ledger } }: Session, { id, buildStarted }: Attempt): void {
  ledger.change((transaction) => transaction.update("attempts", id, { build_started: buildStarted ?? timestamp(ledger.clock) }));
}

// Its intent comes first: with one, what lies in the run directory may be at work.
async function submitByItself(session: Session, analysis: Analysis, attempt: Attempt): Promise<Submission> {
  const prepare = (): void => {
    refuseForeignDirectory(session, analysis, attempt);
    noteStart(session, attempt);
  };
  return runSubmittingBuilder(session, analysis, attempt, prepare);
}

// Builders rename or refuse a directory that is there. What a crash of ours left goes to the trash; what is not ours stays.
function refuseForeignDirectory(session: Session, analysis: Analysis, attempt: Attempt): void {
  refuseOthersDirectory(session, analysis, attempt.runDirectory);
  if (!existsSync(attempt.runDirectory)) return;
  if (attempt.buildStarted !== undefined && submissionsOf(session.project.ledger, attempt.id).length === 0) {
    moveToTrash(session, analysis, attempt);
    return;
  }
  throw new AsimovError("RUN_DIRECTORY_EXISTS", {
    message: "the run directory exists already, and this attempt did not make it",
    at: { file: attempt.runDirectory },
    remedy: "Move it away, then run the same command again.",
  });
}

function checked(built: unknown, analysis: Analysis, { snapshot: { plugin } }: Attempt): BuiltWorkflow {
  const { file, directory } = (typeof built === "object" && built !== null ? built : {}) as Readonly<Record<string, unknown>>;
  if (typeof file === "string" && (directory === undefined || typeof directory === "string")) {
    const absolute = resolve(directory ?? "/", file);
    if (existsSync(absolute)) return { file: absolute, directory: directory ?? dirname(absolute) };
  }
  throw new AsimovError("WORKFLOW_NOT_FOUND", {
    message: `${plugin.name} ${plugin.version}: buildDag returned ${JSON.stringify(built)}, which names no workflow file that exists`,
    at: analysis.address,
    remedy: 'Its author returns { file: "/absolute/path/of/the.dag", directory: "/where/the/builder/ran" }.',
  });
}
