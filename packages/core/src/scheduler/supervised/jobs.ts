import { existsSync } from "node:fs";

import { AsimovError, sha256File } from "../../system/index.ts";
// The inner door: commands that only look do not load the reader of workflow files.
import { nodeReports, tryName, type NodeReport, type PartReport, type RunState } from "../../workflow/run/index.ts";
import type { SubmittedJob, SubmittedJobs } from "../types.ts";
import type { Engine } from "./engine.ts";
import { readInnerState, readState } from "./observe.ts";
import { readOutcome, readSubmission, readWaiting, type SubmissionRecord, type Waiting } from "./records.ts";
import { statePaths, type StatePaths } from "./settings.ts";

/** The jobs of the submission `token` in the order of its files. Throws `SUBMISSION_NOT_RECORDED` when it is not recorded here. */
export async function readJobs(token: string, { settings, runsHere }: Engine): Promise<SubmittedJobs> {
  const paths = statePaths(settings.directory);
  const record = readSubmission(paths, token);
  if (!record)
    throw new AsimovError("SUBMISSION_NOT_RECORDED", {
      message: `no submission ${token} is recorded in ${paths.workflows}`,
      remedy: "It may have been refused: asimov why ADDRESS says what became of it.",
    });
  const isOver = readOutcome(paths, token) !== undefined;
  const jobs = jobsIn(
    { paths, record, isOver, host: runsHere ? record.submitter.host : undefined, waiting: isOver ? {} : readWaiting(paths, token) },
    readState(paths, token),
    "",
    undefined,
  );
  return { jobs, notes: isOver ? [] : await changes(record) };
}

interface Source {
  readonly paths: StatePaths;
  readonly record: SubmissionRecord;
  /** The machine of those whose own is not known. */
  readonly host: string | undefined;
  readonly waiting: Waiting;
  /** Nothing of it will run any more. */
  readonly isOver: boolean;
}

// `before` is what stands before the names of its nodes, `within` names the sub-workflow.
function jobsIn(source: Source, state: RunState, before: string, within: string | undefined): readonly SubmittedJob[] {
  return nodeReports(state).flatMap((report) => {
    const own = rowsOf(report, before, source);
    if (report.tries === 0 || state.graph.nodes.get(report.node)!.work.kind !== "workflow") return own;
    const here = tryName(report.node, report.tries);
    const place = within === undefined ? here : `${within}/${here}`;
    const inner = readInnerState(source.paths, source.record.token, place);
    return inner ? [...own, ...jobsIn(source, inner, `${before}${report.node}/`, place)] : own;
  });
}

function rowsOf(
  { node, status, tries, jobs, startedAt, endedAt, cpuSeconds }: NodeReport,
  before: string,
  { host: usual, isOver, waiting }: Source,
): SubmittedJob[] {
  const name = before + node;
  const host = tries > 0 ? usual : undefined;
  const [only] = jobs;
  const is = isOver && (status === "waiting" || status === "ready") ? (tries > 0 ? "removed" : "not run") : status;
  const own = { node: name, status: is, tries, host, startedAt, endedAt, cpuSeconds };
  if (Object.hasOwn(waiting, name)) return [{ ...own, status: "pending", reason: `waits for ${waiting[name]}` }];
  if (!only) return [own];
  // One whose processes vanished runs again within its try: that is a start too.
  if (jobs.length === 1 && only.process === 0)
    return [{ ...endOf(only), ...own, host: only.host ?? host, tries: startsOf(tries, only.runs), ...(only.state === "held" && { status: "held" }) }];
  const parts = jobs.map((job) => {
    const { process, state, runs } = job;
    const how = state === "ended" ? (job.exitCode === 0 ? "done" : "failed") : isOver && state === "due" ? "not run" : state;
    return { ...endOf(job), node: name, part: String(process), status: how, tries: startsOf(tries, runs), host: job.host ?? host };
  });
  return [own, ...parts];
}

function startsOf(tries: number, runs: number): number {
  return Math.max(0, tries - 1) + runs;
}

function endOf({
  cause,
  exitCode,
  signal,
  reason,
  memory,
  startedAt,
  endedAt,
  cpuSeconds,
  stdout,
  stderr,
}: PartReport): Omit<SubmittedJob, "node" | "status" | "tries"> {
  const code = signal === undefined ? exitCode : 128 + signal;
  return { cause, exitCode: code, reason, memory, startedAt, endedAt, cpuSeconds, stdout, stderr };
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
