import { spawn, type ChildProcess } from "node:child_process";

import { systemCode } from "../../system/index.ts";
import type { JobDescription } from "../../workflow/index.ts";
import type { Variables } from "./environment.ts";
import { findProgram } from "./programs.ts";

/** How a job is started. */
export interface Launch {
  readonly wrapper: string;
  /** Where its records go. */
  readonly directory: string;
  readonly job: JobDescription;
  readonly environment: Variables;
  /** Keeps what is in its output files. */
  readonly append: boolean;
}

/** Starts the wrapper of a job in a session of its own; undefined when the system says that its arguments and environment are too long. */
export function launch({ wrapper, directory, job, environment, append }: Launch): ChildProcess | undefined {
  const program = findProgram(job.executable, environment.PATH) ?? job.executable;
  const files = [job.stdin, job.stdout, job.stderr].map((file) => file ?? "/dev/null");
  const args = [wrapper, directory, job.directory, ...files, append ? "append" : "truncate", program, ...job.arguments];
  try {
    return spawn("/bin/sh", args, { cwd: "/", env: environment, detached: true, stdio: "ignore" });
  } catch (error) {
    if (systemCode(error) === "E2BIG") return undefined;
    throw error;
  }
}
