import { findAnalysis } from "@asimov-gw/core/analysis";
import { jobsOfAttempt, type AttemptJobs } from "@asimov-gw/core/lifecycle";
import type { SubmittedJob } from "@asimov-gw/core/scheduler";
import { formatDuration } from "@asimov-gw/core/system";
import { styleText } from "node:util";

import { lastLines } from "../logs/tail.ts";
import { printLines } from "../print.ts";
import { harmless } from "../report-error.ts";
import { formatTable } from "../table.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov jobs`. */
export interface JobsOptions {
  readonly attempt?: number;
  readonly failed?: boolean;
  readonly json?: boolean;
}

/** `asimov jobs`: the jobs of an analysis, where they stand, and the last line that each has printed. */
export async function jobs(directory: string, command: string, address: string, options: JobsOptions): Promise<void> {
  await withSession(directory, command, async (session) => {
    const analysis = findAnalysis(session.project.ledger, address);
    const submissions: JobsToShow[] = [];
    for (const submission of await jobsOfAttempt(session, analysis, options.attempt)) {
      const chosen = options.failed ? submission.jobs.filter(({ status }) => status === "failed") : submission.jobs;
      submissions.push({ ...submission, jobs: await Promise.all(chosen.map(withLastLine)) });
    }
    if (options.json) return printLines([JSON.stringify(submissions, null, 2)]);
    printLines(submissions.flatMap((submission) => linesOf(submission, submissions.length > 1)));
  });
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
