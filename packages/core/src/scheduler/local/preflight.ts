import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";

import { AsimovError, systemCode, typed } from "../../system/index.ts";
import { jobsOf } from "../../workflow/jobs.ts";
import type { JobDescription, Workflow, WorkflowNode } from "../../workflow/index.ts";
import { containerProgram } from "./container.ts";
import type { LocalSettings } from "./settings.ts";

/** What keeps jobs of `workflow` from ever running on this machine; nothing is changed to find out. */
export function preflight(workflow: Workflow, settings: Pick<LocalSettings, "memory">): readonly AsimovError[] {
  const nodes = [...workflow.nodes, ...(workflow.final ? [workflow.final] : [])].filter(({ done }) => !done);
  const checks: readonly Check[] = [tooMuchMemory(settings.memory), noContainers(), unwritableOutputs()];
  return nodes.flatMap((node) => jobsOf(node).flatMap((job) => checks.flatMap((check) => check(node, job))));
}

type Check = (node: WorkflowNode, job: JobDescription) => readonly AsimovError[];

function tooMuchMemory(memory: number): Check {
  return (node, { request }) => {
    if ((request.memory ?? 0) <= memory) return [];
    return [
      new AsimovError("LOCAL_TOO_MUCH_MEMORY", {
        message: `node ${node.name} asks for ${request.memory} MiB of memory, and the jobs on this machine may have ${memory} MiB`,
        at: node.at,
        remedy:
          'Ask for less (setting "scheduler.request memory", or "request_memory" of its submit file), or let jobs have more: schedulers: {local: {memory: 16 GB}} in the configuration.',
      }),
    ];
  };
}

function noContainers(): Check {
  return (node, { container, environment }) => {
    if (!container || containerProgram(environment["PATH"]) !== undefined) return [];
    return [
      new AsimovError("LOCAL_NO_CONTAINERS", {
        message: `node ${node.name} runs in the container ${container.image}, and there is no apptainer on the PATH`,
        at: node.at,
        remedy: "Install apptainer, or have the builder write a workflow without containers.",
      }),
    ];
  };
}

/** Each directory is looked at once, whatever the number of nodes. */
function unwritableOutputs(): Check {
  const seen = new Map<string, string | undefined>();
  const troubleOf = (directory: string): string | undefined => {
    if (!seen.has(directory)) seen.set(directory, directoryTrouble(directory));
    return seen.get(directory);
  };
  const told = new Set<string>();
  return (node, { stdout, stderr }) => {
    // Texts in which a macro is still open are known only when the job starts.
    const files = [stdout, stderr].filter((file) => file !== undefined && !file.includes("\u{F5A1}")) as string[];
    return files.flatMap((file) => {
      const trouble = troubleOf(dirname(file));
      if (trouble === undefined || told.has(trouble)) return [];
      told.add(trouble);
      return [
        new AsimovError("LOCAL_OUTPUT_UNWRITABLE", {
          message: `the output of node ${node.name} can't be written to ${file}: ${trouble}`,
          at: node.at,
          remedy: `Look at it: ls -ld ${typed(dirname(file))}`,
        }),
      ];
    });
  };
}

// What does not exist is made when the job starts.
function directoryTrouble(directory: string): string | undefined {
  try {
    if (!statSync(directory).isDirectory()) return `${directory} is no directory`;
    accessSync(directory, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" && dirname(directory) !== directory) return directoryTrouble(dirname(directory));
    if (code === undefined) throw error;
    return code === "ENOTDIR" ? `a part of ${directory} is no directory` : `${directory} can't be written (${code})`;
  }
}
