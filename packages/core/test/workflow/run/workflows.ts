import * as fc from "fast-check";

import type { JobDescription, JobOutcome, Machine, Workflow, WorkflowNode, WorkflowScript } from "../../../src/workflow/index.ts";

/** What matters of a node in a test. */
export type NodeSketch = Omit<Partial<WorkflowNode>, "pre" | "post" | "hold"> & {
  readonly cpus?: number;
  readonly noop?: boolean;
  readonly job?: Partial<JobDescription>;
  /** Several jobs. */
  readonly jobs?: readonly Partial<JobDescription>[];
  /** A script is the list of its arguments, or more. */
  readonly pre?: ScriptSketch | undefined;
  readonly post?: ScriptSketch | undefined;
  readonly hold?: ScriptSketch | undefined;
};

type ScriptSketch = readonly string[] | Partial<WorkflowScript>;

/** A machine with so many cores, and more memory than jobs ask for. */
export function machineOf(cores: number): Machine {
  return { cores, memory: cores * 1000, defaultMemory: 1 };
}

/** A workflow from what matters of its nodes. */
export function workflowOf(nodes: Readonly<Record<string, NodeSketch>>, more: Partial<Workflow> = {}): Workflow {
  return {
    file: "/run/a.dag",
    directory: "/run",
    files: [],
    nodes: Object.entries(nodes).map(([name, sketch], index) => nodeOf(name, sketch, index + 1)),
    ...more,
  };
}

/** A node from what matters of it. */
export function nodeOf(
  name: string,
  { cpus = 1, priority = 0, noop = false, job = {}, jobs = [job], pre, post, hold, ...node }: NodeSketch,
  line = 1,
): WorkflowNode {
  const described = jobs.map((one, process) => ({ ...plainJob, process, request: { cpus }, priority, ...one }));
  return {
    name,
    parents: [],
    retries: 0,
    done: false,
    at: { file: "/run/a.dag", line },
    priority,
    work: noop ? { kind: "none" } : { kind: "jobs", jobs: described },
    ...(pre && { pre: scriptOf(pre) }),
    ...(post && { post: scriptOf(post) }),
    ...(hold && { hold: scriptOf(hold) }),
    ...node,
  };
}

function scriptOf(sketch: ScriptSketch): WorkflowScript {
  const plain = { executable: "/bin/true", arguments: [], directory: "/run", at: { file: "/run/a.dag" } };
  return { ...plain, ...("length" in sketch ? { arguments: sketch } : sketch) };
}

/** A job that says nothing but that it may stop at a checkpoint. */
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

const sometimes = (one: number): fc.Arbitrary<boolean> => fc.nat(one).map((n) => n === 0);

/** Any small workflow without cycles. */
export const anyWorkflow: fc.Arbitrary<Workflow> = fc
  .record({
    nodes: fc.array(
      fc.record({
        parents: fc.array(fc.nat(), { maxLength: 4 }),
        retries: fc.nat(2),
        done: sometimes(9),
        noop: sometimes(9),
        cpus: fc.integer({ min: 1, max: 3 }),
        priority: fc.nat(2),
        count: fc.integer({ min: 1, max: 3 }),
        maxRetries: sometimes(4),
        pre: sometimes(3),
        post: sometimes(3),
        preSkip: fc.constantFrom(undefined, 1),
        unlessExit: fc.constantFrom(undefined, undefined, 1),
        abort: fc.option(fc.record({ exitCode: fc.constantFrom(1, 3), returns: fc.constantFrom(undefined, 0, 4) }), { freq: 6 }),
        category: fc.constantFrom(undefined, "narrow", "open"),
      }),
      { minLength: 1, maxLength: 10 },
    ),
    final: sometimes(2),
    jobs: fc.constantFrom(undefined, 1, 2),
  })
  .map(({ nodes, final, jobs }) => {
    const sketches = nodes.map(({ count, maxRetries, pre, post, abort, parents, ...node }, index): [string, NodeSketch] => [
      `n${index}`,
      {
        ...node,
        parents: index === 0 ? [] : parents.map((parent) => `n${parent % index}`),
        jobs: Array.from({ length: count }, () => ({ maxRetries: maxRetries ? 1 : 0 })),
        pre: pre ? [] : undefined,
        post: post ? { defer: { exitCode: 3, seconds: 60 } } : undefined,
        abort: abort ?? undefined,
      },
    ]);
    return workflowOf(Object.fromEntries(sketches), {
      categories: { narrow: 1 },
      throttles: { jobs },
      ...(final && { final: nodeOf("final", { retries: 1 }) }),
    });
  });

/** Any way in which a part may end, mostly well. */
export const anyOutcome: fc.Arbitrary<JobOutcome> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<JobOutcome>({ cause: "exit", exitCode: 0, cpuSeconds: 1 }) },
  { weight: 2, arbitrary: fc.constant<JobOutcome>({ cause: "exit", exitCode: 1 }) },
  { weight: 1, arbitrary: fc.constant<JobOutcome>({ cause: "exit", exitCode: 3 }) },
  { weight: 1, arbitrary: fc.constant<JobOutcome>({ cause: "exit", exitCode: 77 }) },
  { weight: 1, arbitrary: fc.constant<JobOutcome>({ cause: "signal", exitCode: 137 }) },
  { weight: 2, arbitrary: fc.constant<JobOutcome>({ cause: "lost" }) },
  { weight: 1, arbitrary: fc.constant<JobOutcome>({ cause: "start", exitCode: 127, reason: "no such program" }) },
);
