import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { AsimovError, readIfExists, sha256, syncDirectory, systemCode, writeAtomic, type ProcessIdentity } from "../../system/index.ts";
import type { Workflow } from "../../workflow/index.ts";
import type { GrownRequests, Hold, JobFailure } from "../types.ts";
import type { SubmittedEnvironment } from "../../wrapper/index.ts";
import type { StatePaths } from "./settings.ts";

/** What is recorded of a submission, once and for ever. */
export interface SubmissionRecord {
  readonly format: 1;
  readonly token: string;
  readonly name: string;
  readonly file: string;
  readonly directory: string;
  /** SHA-256 of the workflow file as it was read. */
  readonly digest: string;
  /** Of the other files that it was read from, by their paths. */
  readonly digests?: Readonly<Record<string, string>> | undefined;
  /** The rescue file that it goes on from. */
  readonly rescue?: string | undefined;
  /** What its jobs, and those of its sub-workflows, get more of than they ask for. */
  readonly requests?: GrownRequests | undefined;
  readonly submittedAt: string;
  readonly submitter: ProcessIdentity;
  readonly environment: SubmittedEnvironment;
  /** Higher before lower; 0 when not given. */
  readonly priority?: number | undefined;
}

/** How a workflow ended, written once. */
export interface Outcome {
  readonly state: "completed" | "failed" | "removed";
  readonly at: string;
  readonly done: number;
  readonly total: number;
  readonly cpuSeconds: number;
  readonly wallSeconds?: number | undefined;
  readonly memory?: number | undefined;
  readonly reason?: string | undefined;
  readonly failure?: JobFailure | undefined;
  /** What a job ran out of. */
  readonly held?: Hold | undefined;
  /** The rescue file that a new submission goes on from, where one could be written. */
  readonly rescue?: string | undefined;
}

/** The files of one submission. */
export interface SubmissionPaths {
  readonly directory: string;
  readonly record: string;
  readonly workflow: string;
  readonly journal: string;
  readonly outcome: string;
  /** Exists when somebody has asked for its end. */
  readonly removal: string;
  /** The last trouble that the supervisor had with it; fresh while the trouble lasts. */
  readonly trouble: string;
  /** What its nodes wait for that have been handed to the engine and do not run yet. */
  readonly waiting: string;
  /** One directory for each try of each node. */
  readonly jobs: string;
  /** The same for its scripts, where these do not run as the jobs do. */
  readonly scripts: string;
}

/** The files of the submission `token`. */
export function submissionPaths(paths: StatePaths, token: string): SubmissionPaths {
  const directory = join(paths.workflows, token);
  const file = (name: string): string => join(directory, name);
  return {
    directory,
    record: file("record.json"),
    workflow: file("workflow.json"),
    journal: file("journal.jsonl"),
    outcome: file("outcome.json"),
    removal: file("remove.json"),
    trouble: file("trouble.txt"),
    waiting: file("waiting.json"),
    jobs: file("jobs"),
    scripts: file("scripts"),
  };
}

/** The workflow and the journal of a sub-workflow, by the tries of the nodes that lead to it. */
export function innerPaths(paths: StatePaths, token: string, within: string): Pick<SubmissionPaths, "workflow" | "journal"> {
  const directory = join(submissionPaths(paths, token).directory, "inner", sha256(within).slice(0, 16));
  return { workflow: join(directory, "workflow.json"), journal: join(directory, "journal.jsonl") };
}

/** Throws `SUBMISSION_BAD_TOKEN` for a token that cannot name a directory. */
export function checkToken(token: string): void {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/.test(token)) return;
  throw new AsimovError("SUBMISSION_BAD_TOKEN", {
    message: `expected a token of at most 200 letters, digits, ".", "_" and "-", not beginning with ".", found ${JSON.stringify(token)}`,
  });
}

/** Records a submission whole or not at all; false when its token is recorded already. */
export function writeSubmission(paths: StatePaths, record: SubmissionRecord, workflow: Workflow): boolean {
  const temporary = join(paths.workflows, `.${record.token}.${process.pid}.${randomBytes(4).toString("hex")}`);
  for (const name of ["jobs", "scripts"]) mkdirSync(join(temporary, name), { recursive: true, mode: 0o700 });
  try {
    writeAtomic(join(temporary, "workflow.json"), JSON.stringify(workflow), 0o600);
    writeAtomic(join(temporary, "record.json"), JSON.stringify(record, undefined, 1), 0o600);
    renameSync(temporary, join(paths.workflows, record.token));
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (systemCode(error) === "ENOTEMPTY" || systemCode(error) === "EEXIST") return false;
    throw error;
  }
  syncDirectory(paths.workflows);
  return true;
}

/** The record of `token`, or undefined when there is none. */
export function readSubmission(paths: StatePaths, token: string): SubmissionRecord | undefined {
  return readJson(submissionPaths(paths, token).record) as SubmissionRecord | undefined;
}

/** The workflow of the recorded submission `token`, as it was when it was submitted. */
export function readSubmittedWorkflow(paths: StatePaths, token: string): Workflow {
  const { workflow } = submissionPaths(paths, token);
  const found = readJson(workflow) as Workflow | undefined;
  if (!found) throw new AsimovError("SUBMISSION_DAMAGED", { message: "the submission has lost its workflow", at: { file: workflow } });
  return found;
}

/** How `token` ended, or undefined while it has not. */
export function readOutcome(paths: StatePaths, token: string): Outcome | undefined {
  return readJson(submissionPaths(paths, token).outcome) as Outcome | undefined;
}

/** What nodes of `token` wait for in the engine's queue, in words, by their whole names. */
export function readWaiting(paths: StatePaths, token: string): Waiting {
  return (readJson(submissionPaths(paths, token).waiting) ?? {}) as Waiting;
}

/** Words by whole names of nodes. */
export type Waiting = Readonly<Record<string, string>>;

/** The JSON in `file`, undefined when there is no such file; only for files that are written whole by {@link writeAtomic}. */
export function readJson(file: string): unknown {
  const text = readIfExists(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AsimovError("SUBMISSION_DAMAGED", { message: `expected JSON, found ${JSON.stringify(text.slice(0, 60))}`, at: { file }, cause });
  }
}
