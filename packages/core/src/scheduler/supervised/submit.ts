import { existsSync, realpathSync } from "node:fs";

import { AsimovError, identify, sha256File, throwAll, timestamp } from "../../system/index.ts";
import { prepareWorkflow, type Workflow } from "../../workflow/index.ts";
import type { SubmissionRequest } from "../types.ts";
import { checkGrowth, enlarge } from "./enlarge.ts";
import type { Engine } from "./engine.ts";
import { ensureSupervisor } from "./ensure.ts";
import { submittedEnvironment } from "../../wrapper/index.ts";
import { preflight } from "./preflight.ts";
import { checkToken, readSubmission, submissionPaths, writeSubmission } from "./records.ts";
import type { StatePaths } from "./settings.ts";
import { openState, recordedTokens } from "./state-directory.ts";

/** Records a workflow for the supervisor, or finds that it is recorded already. Throws what is wrong with the workflow, and records nothing then. */
export async function submit(request: SubmissionRequest, engine: Engine): Promise<{ readonly jobId: string }> {
  const { token, name, file, directory, priority = 0 } = request;
  checkToken(token);
  const paths = openState(engine.settings);
  if (!readSubmission(paths, token)) {
    checkUnused(paths, request);
    const { workflow: whole, rescue } = await prepareWorkflow(file, { directory });
    checkGrowth(whole, request.requests, engine);
    const workflow = enlarge(whole, request.requests, engine);
    const environment = submittedEnvironment(workflow);
    throwAll(preflight(workflow, engine, environment));
    const digest = await sha256File(file);
    const digests = await digestsOf(workflow);
    const submission = {
      format: 1 as const,
      token,
      name,
      file,
      directory,
      digest,
      digests,
      submittedAt: timestamp(),
      submitter: identify()!,
      environment,
      priority,
    };
    const more = { ...(rescue !== undefined && { rescue }), ...(request.requests && { requests: request.requests }) };
    const isNew = writeSubmission(paths, { ...submission, ...more }, workflow);
    if (!isNew && !readSubmission(paths, token)) throw damaged(submissionPaths(paths, token).directory);
  }
  if (!existsSync(submissionPaths(paths, token).outcome)) await ensureSupervisor(paths, engine);
  return { jobId: token };
}

async function digestsOf(workflow: Workflow): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  for (const file of workflow.files) digests[file] = await sha256File(file);
  return digests;
}

function damaged(directory: string): AsimovError {
  return new AsimovError("SUBMISSION_DAMAGED", {
    message: `${directory} exists and holds no record of a submission`,
    remedy: "Move it away, and look for processes of its jobs before you submit again.",
  });
}

/** One workflow file is run by one submission at a time: two would write the same files. */
function checkUnused(paths: StatePaths, request: SubmissionRequest): void {
  if (!existsSync(request.file)) return;
  const file = realpathSync(request.file);
  for (const token of recordedTokens(paths)) {
    if (existsSync(submissionPaths(paths, token).outcome) || token === request.token) continue;
    const other = readSubmission(paths, token);
    if (!other || !existsSync(other.file) || realpathSync(other.file) !== file) continue;
    throw new AsimovError("SUBMISSION_WORKFLOW_IN_USE", {
      message: `${request.file} is being run already, by the submission ${token} (${other.name})`,
      remedy: "Wait for its end, or remove it first.",
    });
  }
}
