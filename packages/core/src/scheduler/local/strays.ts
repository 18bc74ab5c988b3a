import { readdirSync, readFileSync } from "node:fs";

import { identify, liveness, systemCode, type ProcessIdentity } from "../../system/index.ts";

/** The variable by which the processes of a job are known, also those that made a session of their own: its directory. */
export const jobVariable = "ASIMOV_JOB";

/** Finds the processes of jobs wherever they went. A look costs as much as a job that does nothing: one is made for many jobs where that can be. */
export class Strays {
  /** By process id; each is looked at once. */
  readonly #known = new Map<number, Known>();

  /** The processes of the job with this directory that {@link look} has found and that still live. */
  of(directory: string): readonly number[] {
    return [...this.#known.values()]
      .filter((known) => known.directory === directory && liveness(known.identity) === "alive")
      .map(({ identity }) => identity.pid);
  }

  /** Looks at all processes of the machine. */
  look(): void {
    const pids = new Set(
      readdirSync("/proc")
        .map(Number)
        .filter((pid) => pid > 0),
    );
    for (const pid of this.#known.keys()) if (!pids.has(pid)) this.#known.delete(pid);
    for (const pid of pids) {
      if (this.#known.has(pid)) continue;
      const identity = identify(pid);
      if (identity) this.#known.set(pid, { identity, directory: jobDirectory(pid) });
    }
  }
}

interface Known {
  readonly identity: ProcessIdentity;
  readonly directory: string | undefined;
}

// Undefined for programs of others, and those that forgot their environment.
function jobDirectory(pid: number): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return variables.find((variable) => variable.startsWith(`${jobVariable}=`))?.slice(jobVariable.length + 1);
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}
