import { findAnalysis, type Analysis } from "@asimov-gw/core/analysis";
import { jobsOfAttempt, type AttemptJobs, type Session } from "@asimov-gw/core/lifecycle";
import type { SubmittedJob } from "@asimov-gw/core/scheduler";
import { AsimovError, formatDuration } from "@asimov-gw/core/system";
import { styleText } from "node:util";

import { lastLines } from "../logs/tail.ts";
import { printLines } from "../print.ts";
import { harmless } from "../report-error.ts";
import { selectionMissing, whereIn } from "../selection.ts";
import { formatTable } from "../table.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov jobs`. */
export interface JobsOptions {
  readonly attempt?: number;
  readonly where?: readonly string[];
  readonly failed?: boolean;
  readonly json?: boolean;
}

/** `asimov jobs`: the jobs of an analysis, where they stand, and the last line that each has printed. */
export async function jobs(directory: string, command: string, address: string | undefined, options: JobsOptions): Promise<void> {
  if ((address === undefined) === (options.where === undefined)) {
    const remedy = "asimov jobs SUBJECT/ANALYSIS, or asimov jobs --where 'status: running'";
    throw address === undefined ? selectionMissing(remedy) : selectionMissing(remedy, "an address and --where are both given");
  }
  await withSession(directory, command, async (session) => {
    if (address === undefined) return ofSelected(session, await whereIn(session.project.ledger, options.where!), options);
    const submissions = await jobsOf(session, findAnalysis(session.project.ledger, address), options);
    if (options.json) return printLines([JSON.stringify(submissions, null, 2)]);
    printLines(submissions.flatMap((submission) => linesOf(submission, submissions.length > 1)));
  });
}

// What has no jobs to show is told beside the others: it was not asked for by its name.
async function ofSelected(session: Session, analyses: readonly Analysis[], options: JobsOptions): Promise<void> {
  const found: { readonly analysis: string; readonly submissions: readonly JobsToShow[] }[] = [];
  for (const analysis of analyses) {
    try {
      const submissions = await jobsOf(session, analysis, options);
      if (!options.json) {
        printLines([
          styleText("bold", `==== ${analysis.address}  ${analysis.status}`),
          ...submissions.flatMap((one) => linesOf(one, submissions.length > 1)),
        ]);
      }
      found.push({ analysis: analysis.address, submissions });
    } catch (error) {
      if (!(error instanceof AsimovError && hasNone.has(error.code))) throw error;
      process.stderr.write(`${analysis.address}: ${error.message}\n`);
    }
  }
  if (options.json) printLines([JSON.stringify(found, null, 2)]);
}

const hasNone: ReadonlySet<string> = new Set(["JOBS_UNKNOWN", "ATTEMPT_UNKNOWN"]);

async function jobsOf(session: Session, analysis: Analysis, { attempt, failed = false }: JobsOptions): Promise<readonly JobsToShow[]> {
  const submissions: JobsToShow[] = [];
  for (const submission of await jobsOfAttempt(session, analysis, attempt)) {
    const chosen = failed ? failedOf(submission.jobs) : submission.jobs;
    submissions.push({ ...submission, jobs: await Promise.all(chosen.map(withLastLine)) });
  }
  return submissions;
}

// Parts may fail of a node that has done well: its POST script, or another try, decides.
function failedOf(all: readonly SubmittedJob[]): readonly SubmittedJob[] {
  const well = new Set(all.filter(({ part, status }) => part === undefined && status !== "failed").map(({ node }) => node));
  return all.filter(({ node, status }) => status === "failed" && !well.has(node));
}

type JobToShow = SubmittedJob & { readonly lastLine?: string | undefined };
type JobsToShow = Omit<AttemptJobs, "jobs"> & { readonly jobs: readonly JobToShow[] };

// What a failed job complained of, else what a job says of its progress.
async function withLastLine(job: SubmittedJob): Promise<JobToShow> {
  if (job.tries === 0) return job;
  const files = job.status === "failed" ? [job.stderr, job.stdout] : [job.stdout, job.stderr];
  for (const file of files) {
    const found = file === undefined ? undefined : await lastLines(file, 20);
    const line = found?.lines.findLast((one) => one.trim() !== "");
    if (line !== undefined) return { ...job, lastLine: line.trim() };
  }
  return job;
}

const heading = ["job", "state", "tries", "host", "started", "took", "exit", "CPU", "memory", "last line"] as const;

function linesOf({ token, purpose, scheduler, jobs, notes }: JobsToShow, several: boolean): readonly string[] {
  const title = several ? [styleText("bold", `${token} (${purpose}, ${scheduler})`)] : [];
  const rows = jobs.map((job) => [
    job.part === undefined ? job.node : `${job.node} ${job.part}`,
    job.status,
    job.tries === 0 ? "" : String(job.tries),
    job.host ?? "",
    job.startedAt?.replace(/\.\d+Z$/, "Z") ?? "",
    took(job),
    exitOf(job),
    job.cpuSeconds ? formatDuration(job.cpuSeconds) : "",
    job.memory === undefined ? "" : `${job.memory} MiB`,
    harmless(job.reason ?? job.lastLine ?? ""),
  ]);
  const table = rows.length === 0 ? ["no such jobs"] : formatTable([heading, ...rows], process.stdout.columns ?? 1000);
  return [...title, ...table, ...notes.map((note) => styleText("yellow", harmless(note)))];
}

function took({ startedAt, endedAt, status }: SubmittedJob): string {
  if (startedAt === undefined) return "";
  const end = endedAt === undefined ? (status === "running" ? Date.now() : undefined) : Date.parse(endedAt);
  return end === undefined ? "" : formatDuration(Math.max(0, end - Date.parse(startedAt)) / 1000);
}

function exitOf({ exitCode, cause }: SubmittedJob): string {
  if (cause === "signal" && exitCode !== undefined) return `signal ${exitCode - 128}`;
  return exitCode === undefined ? (cause ?? "") : String(exitCode);
}
