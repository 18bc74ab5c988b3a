import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { analysisById, type Analysis } from "../analysis/index.ts";
import type { Transaction } from "../ledger/index.ts";
import type { BuiltWorkflow, JobRequest, Submission } from "../pipeline/index.ts";
import type { PipelineDoors } from "../pipeline/remote/index.ts";
import type { SubmissionRequest } from "../scheduler/index.ts";
import { AsimovError, slug, writeAtomic } from "../system/index.ts";
import { hookDoors } from "./doors.ts";
import { folderOf } from "./paths.ts";
import type { Session } from "./session.ts";
import { writeStatus } from "./status.ts";
import { ensureSubmitted } from "./ensure-submitted.ts";
import { submissionsOf, type SubmissionRecord } from "./submissions.ts";
import type { Attempt } from "./record/index.ts";

/** The doors of the hooks that submit. Within one call, each purpose submits once: the same tokens give the same submissions back. */
export function submitDoors(
  session: Session,
  analysis: Analysis,
  attempt: Attempt,
): Pick<PipelineDoors, "run" | "log" | "submitWorkflow" | "submitJob"> {
  const { ledger } = session.project;
  const toRunning = (transaction: Transaction, jobId: string): void => {
    const now = analysisById(ledger, analysis.id);
    // A person may have decided otherwise in the meantime: then the pass acts on their status.
    if (now.status === "ready") writeStatus(ledger, transaction, now, { status: "running", reason: `submitted as ${jobId}` });
  };
  return {
    ...hookDoors(session, analysis),
    submitWorkflow: async (built) => plain(await ensureSubmitted(session, attempt, "workflow", requestFor(analysis, built), toRunning)),
    submitJob: async (job) => {
      const ordinal = ordinalOf(session, attempt, job);
      const built = writeJob(session, analysis, attempt, job);
      const request = requestFor(analysis, built, job.name);
      return plain(await ensureSubmitted(session, attempt, "job", request, () => undefined, ordinal));
    },
  };
}

function requestFor(analysis: Analysis, built: BuiltWorkflow, job?: string): Omit<SubmissionRequest, "token"> {
  const directory = built.directory ?? dirname(built.file);
  const name = [analysis.pipeline, analysis.address, job].filter(Boolean).join("/");
  const { priority } = analysis;
  return { name, file: resolve(directory, built.file), directory, ...(priority !== 0 && { priority }) };
}

function plain({ token, jobId }: SubmissionRecord): Submission {
  return { token, jobId: jobId ?? "" };
}

// The same name gives the same number, so that a hook that runs again asks for the same submission.
function ordinalOf(session: Session, attempt: Attempt, job: JobRequest): number {
  const jobs = submissionsOf(session.project.ledger, attempt.id).filter(({ purpose }) => purpose === "job");
  const known = jobs.findIndex(({ request }) => request.name.endsWith(`/${job.name}`));
  return (known === -1 ? jobs.length : known) + 1;
}

/** A single job as a workflow of one node: every scheduler can run those. */
function writeJob(session: Session, analysis: Analysis, attempt: Attempt, job: JobRequest): BuiltWorkflow {
  if (slug(job.name) !== job.name) {
    throw new AsimovError("JOB_NAME", {
      message: `${JSON.stringify(job.name)} is not a name for a job`,
      at: analysis.address,
      remedy: "Use letters, digits, dots, dashes and underscores.",
    });
  }
  const directory = session.path("logs", folderOf(analysis), analysis.slug, `job-${attempt.number}-${job.name}`);
  mkdirSync(directory, { recursive: true });
  const environment = Object.entries(job.environment ?? {}).map(([name, value]) => `${name}=${quoted(value)}`);
  const description = [
    "universe = vanilla",
    `executable = ${job.command}`,
    `arguments = "${job.args.map(quoted).join(" ")}"`,
    `environment = "${environment.join(" ")}"`,
    `initialdir = ${job.directory ?? session.project.directory}`,
    ...["output", "error", "log"].map((stream) => `${stream} = ${join(directory, `job.${stream.slice(0, 3)}`)}`),
    "getenv = true",
    `request_cpus = ${job.cpus ?? 1}`,
    ...(job.memory === undefined ? [] : [`request_memory = ${job.memory}`]),
    "queue",
  ];
  writeAtomic(join(directory, "job.sub"), `${description.join("\n")}\n`);
  writeAtomic(join(directory, "job.dag"), `JOB ${job.name} job.sub\n`);
  return { file: join(directory, "job.dag"), directory };
}

// The new syntax of submit files: blanks inside single quotes, single and double quotes doubled.
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('"', '""')}'`;
}
