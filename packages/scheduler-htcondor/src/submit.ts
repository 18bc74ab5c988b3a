import type { SubmissionRequest } from "@asimov-gw/core/scheduler";
import { AsimovError } from "@asimov-gw/core/system";
import { isSubmitFile } from "@asimov-gw/core/workflow";
import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { renewCredentials } from "./credentials.ts";
import { find } from "./find.ts";
import { removeStaleLock } from "./lock.ts";
import { jobIdOf } from "./observe.ts";
import type { Options } from "./options.ts";
import { saidBy, unreachable, type Tools } from "./tools.ts";

/**
 * Hands a workflow, or a single job, to HTCondor; what already carries its token is found and not submitted again. Throws `SCHEDULER_UNREACHABLE` where
 * nothing is known, `CREDENTIALS_NOT_RENEWED`, `HTCONDOR_WORKFLOW_IN_USE`, or `HTCONDOR_REFUSED` with HTCondor's own words.
 */
export async function submit(tools: Tools, options: Options, request: SubmissionRequest): Promise<{ readonly jobId: string }> {
  const { token, file, directory } = request;
  const { queued, ended } = await find(tools, options.owner, [token], new Map());
  const known = queued.get(token) ?? ended.get(token);
  if (known) return { jobId: jobIdOf(known) };
  await renewCredentials(options.credentials, options.submitTimeLimit);
  const path = relative(directory, file);
  const description = isSubmitFile(readFileSync(file, "utf8")) ? path : await prepare(tools, options, request, path);
  const token_ = ["-append", `+AsimovToken = "${token}"`];
  const named = description === path ? ["-batch-name", batchName(token), ...appended(options)] : [];
  const priority = request.priority ? ["-append", `priority = ${request.priority}`] : [];
  const result = await tools.run(
    "condor_submit",
    [...tools.where, "-terse", ...named, ...token_, ...priority, description],
    inDirectory(options, directory),
  );
  const jobId = /^(\d+\.\d+) - \d+\.\d+\s*$/m.exec(result.stdout)?.[1];
  if (result.exitCode === 0 && jobId !== undefined) return { jobId };
  throw refusal("condor_submit", result);
}

/** The batch name of a submission, which its node jobs inherit. */
export function batchName(token: string): string {
  return `asimov:${token}`;
}

// Writes the description of the DAGMan job. What earlier runs have left there is kept: a rescue file is found by itself, and -f would put it aside.
async function prepare(tools: Tools, options: Options, { token, file, directory }: SubmissionRequest, path: string): Promise<string> {
  await removeStaleLock(tools, options.owner, file);
  const args = ["-no_submit", "-update_submit", "-batch-name", batchName(token), ...appended(options), path];
  const result = await tools.run("condor_submit_dag", args, inDirectory(options, directory));
  if (result.exitCode !== 0) throw refusal("condor_submit_dag", result);
  return `${path}.condor.sub`;
}

/** The accounting, as arguments: of the commands of a DAGMan job the only ones that reach its nodes. */
export function appended({ accountingGroup, accountingUser }: Options): readonly string[] {
  return [
    ...(accountingGroup === undefined ? [] : ["-append", `accounting_group = ${accountingGroup}`]),
    ...(accountingUser === undefined ? [] : ["-append", `accounting_group_user = ${accountingUser}`]),
  ];
}

function inDirectory({ submitTimeLimit, dagman }: Options, directory: string): Parameters<Tools["run"]>[2] {
  const variables = Object.fromEntries(
    Object.entries({ QUEUE_UPDATE_INTERVAL: "60", ...dagman }).map(([name, value]) => [`_CONDOR_DAGMAN_${name}`, value]),
  );
  return { cwd: directory, timeLimit: submitTimeLimit, variables };
}

// An access point that is out of reach has said nothing about the submission; anything else it said about this one.
const outOfReach =
  /can't find address|failed to connect|couldn't contact|SECMAN:|CEDAR:|connection (?:refused|closed|reset)|timed? ?out|CONDOR_CONFIG/i;

/** The error of a tool that did not do what it was asked: out of reach, or refused in HTCondor's own words. */
export function refusal(tool: string, { exitCode, stderr, stdout }: { exitCode: number; stderr: string; stdout: string }): AsimovError {
  const said = saidBy(stderr) ?? saidBy(stdout) ?? `exit code ${exitCode}`;
  if (outOfReach.test(stderr)) return unreachable(tool, said);
  return new AsimovError("HTCONDOR_REFUSED", {
    message: `${tool}: ${said}`,
    remedy: "Mend the file that it names, or the settings it was built from.",
  });
}
