import { existsSync } from "node:fs";

import { AsimovError, sha256File } from "../../system/index.ts";
import { jobsOf } from "../../workflow/jobs.ts";
import type { NodeState } from "../../workflow/index.ts";
import type { SubmittedJob, SubmittedJobs } from "../types.ts";
import { readState } from "./observe.ts";
import { readOutcome, readSubmission, type SubmissionRecord } from "./records.ts";
import { statePaths, type LocalSettings } from "./settings.ts";

/** The nodes of the submission `token` in the order of its file. Throws `LOCAL_NO_SUCH_SUBMISSION` when it is not recorded here. */
export async function readJobs(token: string, settings: LocalSettings): Promise<SubmittedJobs> {
  const paths = statePaths(settings.directory);
  const record = readSubmission(paths, token);
  if (!record) throw new AsimovError("LOCAL_NO_SUCH_SUBMISSION", { message: `no submission ${token} is recorded in ${paths.workflows}` });
  const { graph, nodes } = readState(paths, token);
  const jobs = graph.workflow.nodes.map((node): SubmittedJob => {
    const [job] = jobsOf(node);
    return { node: node.name, ...describe(nodes.get(node.name)!, record), stdout: job?.stdout, stderr: job?.stderr };
  });
  return { jobs, notes: readOutcome(paths, token) ? [] : await changes(record) };
}

/** Files that are not as they were when the submission was recorded. What was read then goes on. */
async function changes({ file, digest, digests = {} }: SubmissionRecord): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const [path, before] of Object.entries({ [file]: digest, ...digests })) {
    if (existsSync(path) && (await sha256File(path)) !== before)
      notes.push(`${path} was changed after the submission, which goes on with what it read`);
  }
  return notes;
}

function describe(node: NodeState, { submitter }: SubmissionRecord): Omit<SubmittedJob, "node" | "stdout" | "stderr"> {
  const { status, tries, startedAt, endedAt, cpuSeconds, outcome } = node;
  const { exitCode, cause, reason, memory } = outcome ?? {};
  return { status, tries, host: tries > 0 ? submitter.host : undefined, startedAt, endedAt, cpuSeconds, exitCode, cause, reason, memory };
}
