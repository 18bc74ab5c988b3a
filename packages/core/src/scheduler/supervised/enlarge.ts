import type { JobDescription, Workflow } from "../../workflow/index.ts";
import { grown } from "../hold.ts";
import type { GrownRequests } from "../types.ts";
import type { Engine } from "./engine.ts";

/**
 * `workflow` with jobs that ask for more, as `requests` say. Requests for memory grow up to what `engine` has: jobs that ask for more from the start are
 * refused.
 */
export function enlarge(workflow: Workflow, { memory, disk, time }: GrownRequests = {}, engine: Pick<Engine, "machine" | "secondsOf">): Workflow {
  if (!memory && !disk && !time) return workflow;
  const most = engine.machine.memory;
  const enlarged = (job: JobDescription): JobDescription => {
    const { request } = job;
    const seconds = engine.secondsOf?.(job);
    const more = {
      ...(memory && request.memory !== undefined && { memory: grown(request.memory, { ...memory, limit: Math.min(memory.limit ?? most, most) }) }),
      ...(disk && request.disk !== undefined && { disk: grown(request.disk, disk) }),
      ...(time && seconds !== undefined && { time: grown(seconds, time) }),
    };
    return { ...job, request: { ...request, ...more } };
  };
  const nodes = workflow.nodes.map((node) =>
    node.work.kind === "jobs" ? { ...node, work: { ...node.work, jobs: node.work.jobs.map(enlarged) } } : node,
  );
  return { ...workflow, nodes };
}
