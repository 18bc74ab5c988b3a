import type { JobDescription } from "../types.ts";
import { jobsOf } from "../jobs.ts";
import type { PartRun } from "./events.ts";
import type { WorkflowRun } from "./run.ts";
import type { Claimant } from "./slots.ts";
import { startableJobs } from "./startable.ts";

/** A job of a run that may start. */
export interface JobClaim extends Claimant {
  readonly run: WorkflowRun;
  readonly what: PartRun;
}

/** How many of `all` slots a job takes: what it asks for, but never more than there are. */
export function slotsOf(job: JobDescription, all: number): number {
  return Math.min(Math.max(1, Math.ceil(job.request.cpus)), all);
}

/** How many of `all` slots the running jobs of `run` take. */
export function slotsTaken({ state }: WorkflowRun, all: number): number {
  let sum = 0;
  for (const name of state.running) {
    const jobs = jobsOf(state.graph.nodes.get(name)!);
    for (const { part, state: is } of state.nodes.get(name)!.parts)
      if (typeof part === "number" && is === "running" && jobs[part]) sum += slotsOf(jobs[part], all);
  }
  return sum;
}

/**
 * The first jobs of a workflow and its sub-workflows that may start, by priority, those of the outer ones first; more than can start on `free` slots
 * are not looked for.
 */
export function claimsOf(runs: readonly WorkflowRun[], all: number, free: number): readonly JobClaim[] {
  const heads = runs.map((run) => ({ run, jobs: startableJobs(run.state), head: undefined as PartRun | undefined, rank: 0 }));
  type Head = (typeof heads)[number];
  const pull = (source: Head): void => {
    source.head = source.jobs.next().value ?? undefined;
    if (source.head) source.rank = source.run.priority + source.run.state.graph.nodes.get(source.head.node)!.priority;
  };
  heads.forEach(pull);
  const claims: JobClaim[] = [];
  for (let taken = 0; taken <= free;) {
    const best = heads.reduce<Head | undefined>((found, next) => (next.head && (!found || next.rank > found.rank) ? next : found), undefined);
    if (!best?.head) break;
    const claim = claimOf(best.run, best.head, all);
    claims.push(claim);
    taken += claim.slots;
    pull(best);
  }
  return claims;
}

// A sub-workflow takes no slot: its jobs do.
function claimOf(run: WorkflowRun, what: PartRun, all: number): JobClaim {
  const job = jobsOf(run.state.graph.nodes.get(what.node)!)[what.part as number];
  return { token: run.token, node: what.node, slots: job ? slotsOf(job, all) : 0, run, what };
}
