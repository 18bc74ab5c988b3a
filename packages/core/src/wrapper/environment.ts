import { homedir } from "node:os";

import { userName } from "../system/index.ts";
import { jobsOf } from "../workflow/jobs.ts";
import { inheritance, type JobDescription, type Workflow, type WorkflowNode } from "../workflow/index.ts";
import { findProgram } from "./programs.ts";

/** Variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** What the submitter's environment gives to the jobs of a workflow, stored with its record. */
export interface SubmittedEnvironment {
  /** The few variables that every job gets. */
  readonly base: Variables;
  /** All variables that some job of the workflow inherits. */
  readonly inherited: Variables;
  /** The program that runs jobs in containers, where it is on the submitter's PATH. */
  readonly apptainer?: string | undefined;
}

/** What is kept of the environment `env` for the jobs of `workflow`. */
export function submittedEnvironment(workflow: Workflow, env: NodeJS.ProcessEnv = process.env): SubmittedEnvironment {
  const user = userName();
  const known = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const optional = known.filter(([name]) => name === "TMPDIR" || name === "LANG");
  const wanted = [...workflow.nodes, ...(workflow.final ? [workflow.final] : [])].flatMap(inherited).map(inheritance);
  return {
    base: { HOME: env.HOME ?? homedir(), USER: env.USER ?? user, LOGNAME: env.LOGNAME ?? user, ...Object.fromEntries(optional) },
    inherited: Object.fromEntries(known.filter(([name]) => wanted.some((inherits) => inherits(name)))),
    apptainer: findProgram("apptainer", env.PATH),
  };
}

// Scripts get all of it, and what a sub-workflow's jobs inherit is known only when it is read.
function inherited(node: WorkflowNode): readonly JobDescription["inherit"][] {
  const needsAll = [node.pre, node.post, node.hold].some(Boolean) || node.work.kind === "workflow";
  return needsAll ? ["all"] : jobsOf(node).map(({ inherit }) => inherit);
}

/** The whole environment of a job. */
export function jobEnvironment(job: JobDescription, submitted: SubmittedEnvironment): Variables {
  const inherits = inheritance(job.inherit);
  const inherited = Object.entries(submitted.inherited).filter(([name]) => inherits(name));
  return { PATH: "/usr/local/bin:/usr/bin:/bin", ...submitted.base, ...Object.fromEntries(inherited), ...job.environment };
}
