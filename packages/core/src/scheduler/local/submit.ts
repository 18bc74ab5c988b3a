import { existsSync, realpathSync } from "node:fs";

import { AsimovError, identify, sha256File, throwAll, timestamp } from "../../system/index.ts";
import { latestRescue, readRescue, readWorkflow, type JobDescription, type Workflow } from "../../workflow/index.ts";
import { grown } from "../hold.ts";
import type { GrownRequests, SubmissionRequest } from "../types.ts";
import { ensureSupervisor } from "./ensure.ts";
import { submittedEnvironment } from "./environment.ts";
import { preflight } from "./preflight.ts";
import { checkToken, readSubmission, submissionPaths, writeSubmission } from "./records.ts";
import type { LocalSettings, StatePaths } from "./settings.ts";
import { openState, recordedTokens } from "./state-directory.ts";

/** Records a workflow for the supervisor, or finds that it is recorded already. Throws what is wrong with the workflow, and records nothing then. */
export async function submit(request: SubmissionRequest, settings: LocalSettings): Promise<{ readonly jobId: string }> {
  const { token, name, file, directory, priority = 0 } = request;
  checkToken(token);
  const paths = openState(settings.directory);
  if (!readSubmission(paths, token)) {
    checkUnused(paths, request);
    const whole = enlarge(await readWorkflow(file, { directory }), request.requests, settings.memory);
    const rescue = await latestRescue(file);
    const workflow = rescue === undefined ? whole : resume(whole, await readRescue(rescue), rescue);
    throwAll(preflight(workflow, settings));
    const digest = await sha256File(file);
    const digests = await digestsOf(workflow);
    const environment = submittedEnvironment(workflow);
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
    const isNew = writeSubmission(paths, { ...submission, ...(rescue !== undefined && { rescue }) }, workflow);
    if (!isNew && !readSubmission(paths, token)) throw damaged(submissionPaths(paths, token).directory);
  }
  if (!existsSync(submissionPaths(paths, token).outcome)) await ensureSupervisor(paths, settings);
  return { jobId: token };
}

// Requests grow up to what this machine has: those that ask for more from the start are refused.
function enlarge(workflow: Workflow, { memory, disk }: GrownRequests = {}, most: number): Workflow {
  if (!memory && !disk) return workflow;
  const enlarged = (job: JobDescription): JobDescription => {
    const { request } = job;
    const more = {
      ...(memory && request.memory !== undefined && { memory: grown(request.memory, { ...memory, limit: Math.min(memory.limit ?? most, most) }) }),
      ...(disk && request.disk !== undefined && { disk: grown(request.disk, disk) }),
    };
    return { ...job, request: { ...request, ...more } };
  };
  const nodes = workflow.nodes.map((node) =>
    node.work.kind === "jobs" ? { ...node, work: { ...node.work, jobs: node.work.jobs.map(enlarged) } } : node,
  );
  return { ...workflow, nodes };
}

async function digestsOf(workflow: Workflow): Promise<Readonly<Record<string, string>>> {
  const others = new Set([...(workflow.files ?? []), ...workflow.nodes.map(({ at }) => at.file)]);
  others.delete(workflow.file);
  const digests: Record<string, string> = {};
  for (const file of others) digests[file] = await sha256File(file);
  return digests;
}

function resume(workflow: Workflow, done: ReadonlySet<string>, rescue: string): Workflow {
  const names = new Set(workflow.nodes.map((node) => node.name));
  const unknown = [...done].filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new AsimovError("WORKFLOW_RESCUE_MISMATCH", {
      message: `the rescue file says that ${unknown.slice(0, 3).join(", ")} are done, but ${workflow.file} has no such nodes`,
      at: rescue,
      remedy: "It belongs to another version of the workflow. Move the rescue files away to run all of it.",
    });
  }
  return { ...workflow, nodes: workflow.nodes.map((node) => (done.has(node.name) ? { ...node, done: true } : node)) };
}

function damaged(directory: string): AsimovError {
  return new AsimovError("LOCAL_RECORD_DAMAGED", {
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
    throw new AsimovError("LOCAL_WORKFLOW_IN_USE", {
      message: `${request.file} is being run already, by the submission ${token} (${other.name})`,
      remedy: "Wait for its end, or remove it first.",
    });
  }
}
