import { jobsOf } from "../jobs.ts";
import type { PartRun } from "./events.ts";
import type { WorkflowRun } from "./run.ts";
import { roomFor, type Claimant, type Machine, type Room } from "./slots.ts";
import { startableJobs } from "./startable.ts";

/** A job of a run that may start. */
export interface JobClaim extends Claimant {
  readonly run: WorkflowRun;
  readonly what: PartRun;
}

/** What the running jobs of `run` take of `machine`. */
export function roomTaken({ state }: WorkflowRun, machine: Machine): Room {
  let [cores, memory] = [0, 0];
  for (const name of state.running) {
    const jobs = jobsOf(state.graph.nodes.get(name)!);
    for (const { part, state: is } of state.nodes.get(name)!.parts) {
      if (typeof part !== "number" || is !== "running" || !jobs[part]) continue;
      const room = roomFor(jobs[part], machine);
      cores += room.cores;
      memory += room.memory;
    }
  }
  return { cores, memory };
}

/**
 * The first jobs of a workflow and its sub-workflows that may start, by priority, those of the outer ones first; more than can start on `free` cores
 * are not looked for.
 */
export function claimsOf(runs: readonly WorkflowRun[], machine: Machine, free: number): readonly JobClaim[] {
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
    const claim = claimOf(best.run, best.head, machine);
    claims.push(claim);
    taken += claim.cores;
    pull(best);
  }
  return claims;
}

// A sub-workflow takes nothing: its jobs do.
function claimOf(run: WorkflowRun, what: PartRun, machine: Machine): JobClaim {
  const job = jobsOf(run.state.graph.nodes.get(what.node)!)[what.part as number];
  return { token: run.token, node: what.node, ...(job ? roomFor(job, machine) : { cores: 0, memory: 0 }), run, what };
}
