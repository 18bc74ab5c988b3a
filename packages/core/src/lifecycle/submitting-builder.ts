import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

import type { Analysis } from "../analysis/index.ts";
import type { BuiltWorkflow, Submission } from "../pipeline/index.ts";
import type { PipelineDoors } from "../pipeline/remote/index.ts";
import { AsimovError, isRecord } from "../system/index.ts";
import { againstJob, confirm, intend, reaching, settleEarlier, tokenOf, unconfirmed } from "./submission/index.ts";
import { hookDoors } from "./doors.ts";
import { callHook } from "./hooks.ts";
import { type Attempt, type SubmissionRecord, submissionWith } from "./record/index.ts";
import { schedulerName } from "./schedulers.ts";
import type { Session } from "./session.ts";
import { becomeRunning } from "./submit-doors.ts";

/**
 * Runs a builder that submits by itself, after its intent is committed, with the token as `ASIMOV_TOKEN` in the environment of what it runs, and
 * commits the id of the job that it returns. Throws `SUBMISSION_UNCONFIRMED` when it, or an earlier try, may or may not have submitted: it never
 * runs again then before somebody knows. `prepare` comes before a first try.
 */
export async function runSubmittingBuilder(session: Session, analysis: Analysis, attempt: Attempt, prepare: () => void): Promise<Submission> {
  const { ledger, config } = session.project;
  const token = tokenOf(ledger, attempt, "workflow");
  const known = submissionWith(ledger, token);
  if (known?.jobId !== undefined) return { token, jobId: known.jobId };
  const name = known?.address.scheduler ?? schedulerName(attempt.snapshot.settings, config);
  session.outages.refuse(name);
  return reaching(session, name, token, async (scheduler) => {
    const found = known && (await settleEarlier(session, scheduler, known, becomeRunning(ledger, analysis)));
    if (found?.jobId !== undefined) return { token, jobId: found.jobId };
    prepare();
    const workflow = { name: `${analysis.pipeline}/${analysis.address}`, file: "", directory: attempt.runDirectory };
    const record = intend(session, scheduler, attempt, { token, purpose: "workflow", ordinal: 1, workflow, earlier: known });
    return record.jobId === undefined ? tryToSubmit(session, analysis, attempt, record) : { token, jobId: record.jobId };
  });
}

async function tryToSubmit(session: Session, analysis: Analysis, attempt: Attempt, record: SubmissionRecord): Promise<Submission> {
  const { ledger } = session.project;
  const { run, log } = hookDoors(session, analysis);
  let hasRun = false;
  const runWithToken: PipelineDoors["run"] = (request, signal) => {
    hasRun = true;
    return run({ ...request, environment: { ...request.environment, ASIMOV_TOKEN: record.token } }, signal);
  };
  let returned: unknown;
  try {
    returned = await callHook(session, analysis, attempt, "buildAndSubmit", { run: runWithToken, log });
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    // Also one that started its program past `this.run`: a process that ended tells nothing of what it did.
    if (hasRun || error.code === "PLUGIN_CRASHED") throw doubtful(session, record, `failed: ${error.message}`);
    // Nothing was run that could have submitted.
    ledger.change((transaction) => transaction.remove("submissions", record.id));
    throw error;
  }
  const { jobId, workflow } = checked(session, record, returned);
  const onConfirm = becomeRunning(ledger, analysis);
  confirm(ledger, record, jobId, (transaction) => {
    if (workflow) transaction.update("attempts", attempt.id, { workflow: JSON.stringify(workflow) });
    onConfirm(transaction, jobId);
  });
  return { token: record.token, jobId };
}

function checked(
  session: Session,
  record: SubmissionRecord,
  returned: unknown,
): { readonly jobId: string; readonly workflow: BuiltWorkflow | undefined } {
  const { submission, file, directory }: Readonly<Record<string, unknown>> = isRecord(returned) ? returned : {};
  const jobId = isRecord(submission) ? submission["jobId"] : undefined;
  if ((typeof jobId !== "string" && typeof jobId !== "number") || String(jobId).trim() === "") {
    const form = '{ submission: { jobId: "1234.0" } }';
    throw doubtful(session, record, `returned ${JSON.stringify(returned)} instead of ${form}`);
  }
  const id = String(jobId).trim();
  const reason = againstJob(session.project.ledger, record, id);
  if (reason !== undefined) throw doubtful(session, record, `can't be believed: ${reason}`);
  const place = typeof file === "string" ? resolve(typeof directory === "string" ? directory : "/", file) : undefined;
  // Without a file there is only no rescue point.
  const workflow =
    place !== undefined && existsSync(place) ? { file: place, directory: typeof directory === "string" ? directory : dirname(place) } : undefined;
  return { jobId: id, workflow };
}

function doubtful(session: Session, record: SubmissionRecord, what: string): AsimovError {
  return unconfirmed(session, record, { kind: "unconfirmed", reason: `its builder submits by itself, and ${what}` });
}
