import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";

import { AsimovError, systemCode, typed } from "../../system/index.ts";
import { jobsOf } from "../../workflow/jobs.ts";
import { lateIn, type JobDescription, type Workflow, type WorkflowNode } from "../../workflow/index.ts";
import { type SubmittedEnvironment, containerProgram, jobEnvironment } from "../../wrapper/index.ts";
import type { Engine } from "./engine.ts";

/** What keeps jobs of `workflow` from ever running on this machine for this submitter; nothing is changed to find out. */
export function preflight(workflow: Workflow, engine: Engine, submitted: SubmittedEnvironment): readonly AsimovError[] {
  const nodes = [...workflow.nodes, ...(workflow.final ? [workflow.final] : [])].filter(({ done }) => !done);
  const checks: readonly Check[] = [
    tooMuchMemory(engine),
    ...(engine.runsHere ? [noContainers(submitted)] : []),
    unboundDirectory(engine),
    unwritableOutputs(),
    ofEngine(engine),
  ];
  return nodes.flatMap((node) => jobsOf(node).flatMap((job) => checks.flatMap((check) => check(node, job))));
}

type Check = (node: WorkflowNode, job: JobDescription) => readonly AsimovError[];

function tooMuchMemory({ name, machine: { memory } }: Engine): Check {
  return (node, { request }) => {
    if ((request.memory ?? 0) <= memory) return [];
    return [
      new AsimovError("JOB_TOO_MUCH_MEMORY", {
        message: `node ${node.name} asks for ${request.memory} MiB of memory, and the jobs of the ${name} scheduler may have ${memory} MiB`,
        at: node.at,
        remedy: `Ask for less (setting "scheduler.request memory", or "request_memory" of its submit file), or let jobs have more: schedulers: {${name}: {memory: 16 GB}} in the configuration.`,
      }),
    ];
  };
}

function noContainers(submitted: SubmittedEnvironment): Check {
  return (node, job) => {
    const { container } = job;
    if (!container || containerProgram(jobEnvironment(job, submitted), submitted) !== undefined) return [];
    return [
      new AsimovError("JOB_NO_CONTAINERS", {
        message: `node ${node.name} runs in the container ${container.image}, and there is no apptainer on the PATH`,
        at: node.at,
        remedy: "Install apptainer, or have the builder write a workflow without containers.",
      }),
    ];
  };
}

/** apptainer's `--bind` takes commas and colons for the ends of paths. */
function unboundDirectory({ name, settings: { directory: state } }: Engine): Check {
  return (node, { container, transfer, directory }) => {
    const bound = transfer ? state : directory;
    if (!container || !/[,:]/.test(bound)) return [];
    return [
      new AsimovError("JOB_NO_CONTAINERS", {
        message: `node ${node.name} runs in the container ${container.image}, where a directory with "," or ":" in its name can't be seen: ${bound}`,
        at: node.at,
        remedy: transfer ? `Give ${name} a state directory without them.` : "Give the analysis a run directory without them.",
      }),
    ];
  };
}

function ofEngine({ check }: Engine): Check {
  return (node, job) => {
    const wrong = check?.(job);
    return wrong ? [new AsimovError(wrong.code, { message: `node ${node.name} ${wrong.message}`, at: node.at, remedy: wrong.remedy })] : [];
  };
}

/** Each directory is looked at once, whatever the number of nodes. */
function unwritableOutputs(): Check {
  const seen = new Map<string, string | undefined>();
  const told = new Set<string>();
  return (node, { stdout, stderr, log }) => {
    const files = [[stdout, "output"] as const, [stderr, "output"] as const, [log, "log"] as const];
    return files.flatMap(([file, what]) => {
      // Texts in which a macro is still open are known only when the job starts.
      if (file === undefined || lateIn(file) !== undefined) return [];
      const directory = dirname(file);
      const key = `${what} ${directory}`;
      if (!seen.has(key)) seen.set(key, directoryTrouble(directory, what));
      const trouble = seen.get(key);
      if (trouble === undefined || told.has(trouble)) return [];
      told.add(trouble);
      return [
        new AsimovError("JOB_OUTPUT_UNWRITABLE", {
          message: `the ${what} of node ${node.name} can't be written to ${file}: ${trouble}`,
          at: node.at,
          remedy: `Look at it: ls -ld ${typed(directory)}`,
        }),
      ];
    });
  };
}

// What does not exist is made when the job starts; for a job's own log, to which nothing is written here, it may lie on another site's disk.
function directoryTrouble(directory: string, what: "output" | "log"): string | undefined {
  try {
    if (!statSync(directory).isDirectory()) return `${directory} is no directory`;
    accessSync(directory, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" && (what === "log" || dirname(directory) === directory)) return undefined;
    if (code === "ENOENT") return directoryTrouble(dirname(directory), what);
    if (code === undefined) throw error;
    return code === "ENOTDIR" ? `a part of ${directory} is no directory` : `${directory} can't be written (${code})`;
  }
}
