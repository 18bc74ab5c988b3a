import type { JobDescription, Workflow } from "../../workflow/index.ts";
import { grown } from "../hold.ts";
import type { GrownRequests } from "../types.ts";

/**
 * `workflow` with jobs that ask for more, as `requests` say. Requests grow up to the `most` MiB of memory that this machine has: those that ask for more
 * from the start are refused.
 */
export function enlarge(workflow: Workflow, { memory, disk }: GrownRequests = {}, most: number): Workflow {
  if (!memory && !disk) return workflow;
  const enlarged = (job: JobDescription): JobDescription => {
    const { request } = job;
    const more = {
      ...(memory && request.memory !== undefined && { memory: grown(request.memory, { ...memory, limit: Math.min(memory.limit ?? most, most) }) }),
      ...(disk && request.disk !== undefined && { disk: grown(request.disk, disk) }),
    };
    return { ...job, request: { ...request, ...more } };
  };
  const nodes = workflow.nodes.map((node) =>
    node.work.kind === "jobs" ? { ...node, work: { ...node.work, jobs: node.work.jobs.map(enlarged) } } : node,
  );
  return { ...workflow, nodes };
}
