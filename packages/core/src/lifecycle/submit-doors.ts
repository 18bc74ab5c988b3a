import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { type Analysis, analysisById, folderOf } from "../analysis/index.ts";
import type { Ledger, Transaction } from "../ledger/index.ts";
import type { BuiltWorkflow, JobRequest, Submission } from "../pipeline/index.ts";
import type { PipelineDoors } from "../pipeline/remote/index.ts";
import type { SubmissionRequest } from "../scheduler/index.ts";
import { isMap } from "../settings/index.ts";
import { AsimovError, slug, writeAtomic } from "../system/index.ts";
import { hookDoors } from "./doors.ts";
import { configuredScheduler, schedulerName } from "./schedulers.ts";
import type { Session } from "./session.ts";
import { writeStatus } from "./status.ts";
import { ensureSubmitted } from "./submission/index.ts";
import { jobName, processingJobs } from "./postprocessing/index.ts";
import { type Attempt, type Purpose, type SubmissionRecord, submissionsOf } from "./record/index.ts";

/**
 * The doors of the hooks that submit, or of a post-processor. Within one call, each purpose submits once: the same tokens give the same submissions
 * back. What ended without its products and was given up is not given back: asked for again, it is submitted again.
 */
export function submitDoors(
  session: Session,
  analysis: Analysis,
  attempt: Attempt,
  postprocessor?: string,
): Pick<PipelineDoors, "run" | "log" | "publishPages" | "submitWorkflow" | "submitJob"> {
  const submit = async (name: string, built: (round: number) => BuiltWorkflow): Promise<Submission> => {
    const { ordinal, round } = placeOf(session, attempt, name);
    await refuseWithoutCredentials(session, attempt, "job", ordinal);
    return plain(await ensureSubmitted(session, attempt, "job", requestFor(name, analysis, built(round)), () => undefined, ordinal));
  };
  return {
    ...hookDoors(session, analysis),
    submitWorkflow: async (built) =>
      postprocessor === undefined ? submitMain(session, analysis, attempt, built) : submit(jobName(analysis, postprocessor, "workflow"), () => built),
    submitJob: (job) =>
      submit(jobName(analysis, postprocessor, nameOf(analysis, job)), (round) => {
        const folder = [`job-${attempt.number}`, ...(postprocessor === undefined ? [] : [postprocessor]), job.name, ...(round > 1 ? [round] : [])];
        return writeJob(session, attempt, job, session.path("logs", folderOf(analysis), analysis.slug, folder.join("-")));
      }),
  };
}

async function submitMain(session: Session, analysis: Analysis, attempt: Attempt, built: BuiltWorkflow): Promise<Submission> {
  await refuseWithoutCredentials(session, attempt, "workflow", 1);
  const { requests } = attempt;
  const request = { ...requestFor(`${analysis.pipeline}/${analysis.address}`, analysis, built), ...(requests && { requests }) };
  return plain(await ensureSubmitted(session, attempt, "workflow", request, becomeRunning(session.project.ledger, analysis)));
}

// Who asks again for what was submitted gets it, also with credentials that have expired.
async function refuseWithoutCredentials(session: Session, attempt: Attempt, purpose: Purpose, number: number): Promise<void> {
  const known = submissionsOf(session.project.ledger, attempt.id).filter((one) => one.purpose === purpose && one.jobId !== undefined);
  if (known.length < number) await session.credentials.refuse();
}

/** What becomes of a ready analysis, in the transaction that records the id of its job. */
export function becomeRunning(ledger: Ledger, analysis: Analysis): (transaction: Transaction, jobId: string) => void {
  return (transaction, jobId) => {
    const now = analysisById(ledger, analysis.id);
    // A person may have decided otherwise in the meantime: then the pass acts on their status.
    if (now.status === "ready") writeStatus(ledger, transaction, now, { status: "running", reason: `submitted as ${jobId}` });
  };
}

function requestFor(name: string, { priority }: Analysis, built: BuiltWorkflow): Omit<SubmissionRequest, "token"> {
  const directory = built.directory ?? dirname(built.file);
  return { name, file: resolve(directory, built.file), directory, ...(priority !== 0 && { priority }) };
}

function plain({ token, jobId }: SubmissionRecord): Submission {
  return { token, jobId: jobId ?? "" };
}

// The same name gives the same number, so that a hook that runs again asks for the same submission.
function placeOf(session: Session, attempt: Attempt, name: string): { readonly ordinal: number; readonly round: number } {
  const jobs = processingJobs(session.project.ledger, attempt.id);
  const mine = jobs.filter((job) => job.name === name);
  const given = mine.filter(({ superseded }) => superseded).length;
  return { ordinal: mine.find(({ superseded }) => !superseded)?.ordinal ?? jobs.length + 1, round: given + 1 };
}

function nameOf({ address }: Analysis, { name }: JobRequest): string {
  if (slug(name) === name && name !== "") return name;
  throw new AsimovError("JOB_NAME", {
    message: `${JSON.stringify(name)} is not a name for a job`,
    at: address,
    remedy: "Use letters, digits, dots, dashes and underscores.",
  });
}

/** A single job as a workflow of one node: every scheduler can run those. */
function writeJob(session: Session, attempt: Attempt, job: JobRequest, directory: string): BuiltWorkflow {
  mkdirSync(directory, { recursive: true });
  const environment = Object.entries(job.environment ?? {}).map(([name, value]) => `${name}=${quoted(value)}`);
  const description = [
    "universe = vanilla",
    `executable = ${job.command}`,
    `arguments = "${job.args.map(quoted).join(" ")}"`,
    `environment = "${environment.join(" ")}"`,
    `initialdir = ${job.directory ?? session.project.directory}`,
    ...["output", "error", "log"].map((stream) => `${stream} = ${join(directory, `job.${stream.slice(0, 3)}`)}`),
    `request_cpus = ${job.cpus ?? 1}`,
    ...(job.memory === undefined ? [] : [`request_memory = ${job.memory} MB`]),
    ...whatSitesAsk(session, attempt, job),
    "queue",
  ];
  writeAtomic(join(directory, "job.sub"), `${description.join("\n")}\n`);
  writeAtomic(join(directory, "job.dag"), `JOB ${job.name} job.sub\n`);
  return { file: join(directory, "job.dag"), directory };
}

// A scheduler with a site checks also what is written here.
function whatSitesAsk({ project: { config } }: Session, { snapshot: { settings } }: Attempt, { memory }: JobRequest): readonly string[] {
  if (configuredScheduler(schedulerName(settings, config), config).site === undefined) return ["getenv = true"];
  const { scheduler } = settings;
  const group = config.accounting.group ?? (isMap(scheduler) ? scheduler["accounting group"] : undefined);
  return [
    `getenv = ${usualVariables}`,
    ...(memory === undefined ? ["request_memory = 1 GB"] : []),
    "request_disk = 1 GB",
    ...(typeof group === "string" ? [`accounting_group = ${group}`] : []),
    ...(config.accounting.user === undefined ? [] : [`accounting_group_user = ${config.accounting.user}`]),
  ];
}

// What programs need to find themselves, and the grid's credentials.
const usualVariables =
  "PATH, HOME, USER, LOGNAME, SHELL, LANG, LC_*, TZ, TMPDIR, LD_LIBRARY_PATH, PYTHON*, CONDA_*, VIRTUAL_ENV, BEARER_TOKEN*, HTGETTOKENOPTS, X509_*";

// The new syntax of submit files: blanks inside single quotes, single and double quotes doubled.
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('"', '""')}'`;
}
