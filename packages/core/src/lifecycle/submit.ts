import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

import type { Analysis } from "../analysis/index.ts";
import type { BuiltWorkflow, Submission } from "../pipeline/index.ts";
import { AsimovError, timestamp } from "../system/index.ts";
import { submitDoors } from "./submit-doors.ts";
import { settleEdit, type EditedConfig } from "./edited-config.ts";
import { callHook } from "./hooks.ts";
import { schedulerName } from "./schedulers.ts";
import { refuseLowDisk } from "./low-disk.ts";
import { refuseLostAssets } from "./offered-assets.ts";
import type { Session } from "./session.ts";
import { submissionsOf } from "./submissions.ts";
import { moveToTrash } from "./trash.ts";
import { attemptById, latestAttempt, type Attempt } from "./record/index.ts";

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
  ledger.change((transaction) => transaction.update("attempts", attempt.id, { build_started: attempt.buildStarted ?? timestamp(ledger.clock) }));
  const workflow = checked(await callHook(session, analysis, attempt, "buildDag"), analysis);
  ledger.change((transaction) => transaction.update("attempts", attempt.id, { workflow: JSON.stringify(workflow) }));
  return attemptById(ledger, attempt.id);
}

// Builders rename or refuse a directory that is there. What a crash of ours left goes to the trash; what is not ours stays.
function refuseForeignDirectory(session: Session, analysis: Analysis, attempt: Attempt): void {
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

function checked(built: unknown, analysis: Analysis): BuiltWorkflow {
  const { file, directory } = (typeof built === "object" && built !== null ? built : {}) as Readonly<Record<string, unknown>>;
  if (typeof file === "string" && (directory === undefined || typeof directory === "string")) {
    const absolute = resolve(directory ?? "/", file);
    if (existsSync(absolute)) return { file: absolute, directory: directory ?? dirname(absolute) };
  }
  throw new AsimovError("WORKFLOW_NOT_FOUND", {
    message: `buildDag returned ${JSON.stringify(built)}, which names no workflow file that exists`,
    at: analysis.address,
    remedy: 'Its author returns { file: "/absolute/path/of/the.dag", directory: "/where/the/builder/ran" }.',
  });
}
