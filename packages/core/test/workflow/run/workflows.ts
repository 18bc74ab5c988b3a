import * as fc from "fast-check";

import type { JobDescription, JobOutcome, Workflow, WorkflowNode } from "../../../src/workflow/index.ts";

/** A workflow from what matters of its nodes. */
export function workflowOf(
  nodes: Readonly<Record<string, Partial<WorkflowNode> & { cpus?: number; noop?: boolean; job?: Partial<JobDescription> }>>,
): Workflow {
  return {
    file: "/run/a.dag",
    directory: "/run",
    nodes: Object.entries(nodes).map(([name, { cpus = 1, priority = 0, noop = false, job = {}, ...node }], index) => ({
      name,
      parents: [],
      retries: 0,
      done: false,
      at: { file: "/run/a.dag", line: index + 1 },
      priority,
      work: noop ? { kind: "none" } : { kind: "jobs", jobs: [{ ...plainJob, request: { cpus }, priority, ...job }] },
      ...node,
    })),
  };
}

/** A job that says nothing special. */
export const plainJob: JobDescription = {
  process: 0,
  executable: "/bin/true",
  arguments: [],
  environment: {},
  inherit: "none",
  directory: "/run",
  request: { cpus: 1 },
  checkpointExitCode: 77,
  priority: 0,
  extra: {},
};

/** Any small workflow without cycles. */
export const anyWorkflow: fc.Arbitrary<Workflow> = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(), { maxLength: 4 }),
      retries: fc.nat(2),
      done: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      noop: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      cpus: fc.integer({ min: 1, max: 3 }),
      priority: fc.nat(2),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((nodes) =>
    workflowOf(
      Object.fromEntries(
        nodes.map((node, index) => [`n${index}`, { ...node, parents: index === 0 ? [] : node.parents.map((parent) => `n${parent % index}`) }]),
      ),
    ),
  );

/** Any way in which a try may end, mostly well. */
export const anyOutcome: fc.Arbitrary<JobOutcome> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<JobOutcome>({ cause: "exit", exitCode: 0, cpuSeconds: 1 }) },
  { weight: 2, arbitrary: fc.constant<JobOutcome>({ cause: "exit", exitCode: 1 }) },
  { weight: 1, arbitrary: fc.constant<JobOutcome>({ cause: "exit", exitCode: 77 }) },
  { weight: 1, arbitrary: fc.constant<JobOutcome>({ cause: "signal", exitCode: 137 }) },
  { weight: 2, arbitrary: fc.constant<JobOutcome>({ cause: "lost" }) },
  { weight: 1, arbitrary: fc.constant<JobOutcome>({ cause: "start", exitCode: 127, reason: "no such program" }) },
);
