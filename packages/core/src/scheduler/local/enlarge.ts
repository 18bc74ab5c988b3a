import type { JobDescription, Workflow } from "../../workflow/index.ts";
import { grown } from "../hold.ts";
import type { GrownRequests } from "../types.ts";

/** `workflow` with jobs that ask for more, as `requests` say. Only what the records say that jobs ask for: this machine gives them what it has. */
export function enlarge(workflow: Workflow, { memory, disk }: GrownRequests = {}): Workflow {
  if (!memory && !disk) return workflow;
  const enlarged = (job: JobDescription): JobDescription => {
    const { request } = job;
    const more = {
      ...(memory && request.memory !== undefined && { memory: grown(request.memory, memory) }),
      ...(disk && request.disk !== undefined && { disk: grown(request.disk, disk) }),
    };
    return { ...job, request: { ...request, ...more } };
  };
  const nodes = workflow.nodes.map((node) =>
    node.work.kind === "jobs" ? { ...node, work: { ...node.work, jobs: node.work.jobs.map(enlarged) } } : node,
  );
  return { ...workflow, nodes };
}
