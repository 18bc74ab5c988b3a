import { AsimovError } from "../../system/index.ts";
import { jobsOf } from "../../workflow/jobs.ts";
import type { JobDescription, Workflow } from "../../workflow/index.ts";
import { grown } from "../hold.ts";
import type { Growing, GrownRequests } from "../types.ts";
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

/**
 * Throws `REQUESTS_UNKNOWN` where the jobs are to get more of something of which none of them says what it needs: it would run out of the same again.
 * What sub-workflows ask for is known only when they begin.
 */
export function checkGrowth(workflow: Workflow, requests: GrownRequests = {}, { name, secondsOf }: Pick<Engine, "name" | "secondsOf">): void {
  if (workflow.nodes.some(({ work }) => work.kind === "workflow")) return;
  const jobs = workflow.nodes.flatMap(jobsOf);
  const isKnown: Readonly<Record<Growing, (job: JobDescription) => boolean>> = {
    memory: ({ request }) => request.memory !== undefined,
    disk: ({ request }) => request.disk !== undefined,
    time: (job) => secondsOf?.(job) !== undefined,
  };
  for (const [what, how] of Object.entries(isKnown) as [Growing, (job: JobDescription) => boolean][]) {
    if (!requests[what] || jobs.some(how)) continue;
    throw new AsimovError("REQUESTS_UNKNOWN", {
      message: `a job ran out of ${what}, and none of them says how much it needs, so that it can't be given more`,
      remedy: `Say what jobs need: ${ways[what]}; or give all of them more in the options of the scheduler ${name}.`,
    });
  }
}

const ways: Readonly<Record<Growing, string>> = {
  memory: 'setting "scheduler.request memory", or "request_memory" of the submit file',
  disk: 'setting "scheduler.request disk", or "request_disk" of the submit file',
  time: '"allowed_execute_duration" of the submit file (seconds)',
};
