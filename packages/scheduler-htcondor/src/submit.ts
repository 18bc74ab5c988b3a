import type { SubmissionRequest } from "@asimov-gw/core/scheduler";
import { AsimovError, systemCode } from "@asimov-gw/core/system";
import { isSubmitFile } from "@asimov-gw/core/workflow";
import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { quoted } from "./constraints.ts";
import { renewCredentials } from "./credentials.ts";
import { find } from "./find.ts";
import { growRequests } from "./grow.ts";
import { clearStaleLock } from "./lock.ts";
import { jobIdOf } from "./observe.ts";
import type { Options } from "./options.ts";
import { inNameOf, saidBy, unreachable, type Tools } from "./tools.ts";

/**
 * Hands a workflow, or a single job, to HTCondor; what already carries its token is found and not submitted again. Throws `SCHEDULER_UNREACHABLE` or
 * `SCHEDULER_NONSENSE` where nothing is known, `CREDENTIALS_NOT_RENEWED`, what {@link clearStaleLock} and {@link growRequests} throw, or
 * `HTCONDOR_REFUSED` with HTCondor's own words.
 */
export async function submit(tools: Tools, options: Options, request: SubmissionRequest): Promise<{ readonly jobId: string }> {
  const { token, file, directory } = request;
  const known = await submittedAs(tools, options, token);
  if (known !== undefined) return { jobId: known };
  await renewCredentials(options.credentials, options.submitTimeLimit);
  const path = relative(directory, file);
  const isJob = isSubmitFile(textOf(file));
  if (!isJob) await clearStaleLock(tools, file, directory);
  if (request.requests) await growRequests(file, directory, isJob, request.requests);
  const description = isJob ? path : await prepare(tools, options, request, path);
  const named = isJob ? ["-batch-name", batchName(token), ...appended(options)] : [];
  const priority = request.priority ? ["-append", `priority = ${request.priority}`] : [];
  const args = [...tools.where, "-terse", ...named, "-append", `+AsimovToken = ${quoted(token)}`, ...priority, description];
  const result = await tools.run("condor_submit", args, inDirectory(options, directory));
  const jobId = submittedId(result.stdout);
  if (result.exitCode === 0 && jobId !== undefined) return { jobId };
  const error = result.exitCode === 0 ? unclear(result.stdout) : refusal("condor_submit", result);
  if (error.code === "SCHEDULER_UNREACHABLE") throw error;
  // It may have taken the job all the same, and have failed only afterwards, or in telling so.
  const taken = await submittedAs(tools, options, token);
  if (taken !== undefined) return { jobId: taken };
  throw error;
}

/** The id of the first job, from what `condor_submit -terse` printed. */
export function submittedId(stdout: string): string | undefined {
  return /^(\d+\.\d+) - \d+\.\d+\s*$/m.exec(stdout)?.[1];
}

async function submittedAs(tools: Tools, { owner }: Options, token: string): Promise<string | undefined> {
  const { queued, ended } = await find(tools, owner, [token], new Map());
  const known = queued.get(token) ?? ended.get(token);
  return known && jobIdOf(known[0]!);
}

function unclear(stdout: string): AsimovError {
  return new AsimovError("SCHEDULER_NONSENSE", {
    message: `condor_submit ended well and printed no job id: ${JSON.stringify(stdout.slice(0, 60))}`,
    remedy: "It is looked for by its token at the next pass, before anything is submitted again.",
    exitCode: 4,
  });
}

/** The batch name of a submission, which its node jobs inherit. */
export function batchName(token: string): string {
  return `asimov:${token}`;
}

// Writes the description of the DAGMan job. What earlier runs have left there is kept: a rescue file is found by itself, and -f would put it aside.
async function prepare(tools: Tools, options: Options, { token, directory, priority }: SubmissionRequest, path: string): Promise<string> {
  // That of the DAGMan job says nothing of its nodes, which are what waits for a place.
  const ofNodes = priority ? ["-Priority", String(priority)] : [];
  const args = ["-no_submit", "-update_submit", "-batch-name", batchName(token), ...appended(options), ...ofNodes, path];
  const result = await tools.run("condor_submit_dag", args, inDirectory(options, directory));
  if (result.exitCode === 0) return `${path}.condor.sub`;
  const inTheWay = [...result.stderr.matchAll(/^ERROR: "(.*)" already exists\.$/gm)].map(([, name]) => name!);
  if (inTheWay.length === 0) throw refusal("condor_submit_dag", result);
  throw new AsimovError("SUBMISSION_FILES_IN_THE_WAY", {
    message: `condor_submit_dag refuses to write over what an earlier submission has left in ${directory}: ${inTheWay.join(", ")}`,
    remedy: "Make sure that nothing of it runs any more (condor_q -nobatch), then move these files away.",
  });
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

// A missing file is the builder's, or a person's, and no outage.
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (systemCode(cause) !== "ENOENT") throw cause;
    throw new AsimovError("WORKFLOW_NOT_FOUND", { message: `${file} is not there: nothing is submitted`, remedy: missing, cause });
  }
}

const missing = "Bring it back, or start again from the build: asimov analysis restart NAME";

// An access point that is out of reach has said nothing about the submission; anything else it said about this one.
const outOfReach =
  /can't find address|failed to connect|couldn't contact|SECMAN:|CEDAR:|connection (?:refused|closed|reset)|timed? ?out|CONDOR_CONFIG/i;

/** The error of a tool that did not do what it was asked: out of reach, or refused in HTCondor's own words. */
export function refusal(tool: string, { exitCode, stderr, stdout }: { exitCode: number; stderr: string; stdout: string }): AsimovError {
  const said = saidBy(stderr) ?? saidBy(stdout) ?? `exit code ${exitCode}`;
  if (outOfReach.test(stderr)) return unreachable(tool, said);
  return new AsimovError("HTCONDOR_REFUSED", {
    message: inNameOf(tool, said),
    remedy: "Mend the file that it names, or the settings it was built from.",
  });
}
