import { readdirSync, readFileSync } from "node:fs";

import { identify, liveness, systemCode, type ProcessIdentity } from "../../system/index.ts";

/** The variable by which the processes of a job are known, also those that made a session of their own: its directory. */
export const jobVariable = "ASIMOV_JOB";

/** Finds the processes of jobs wherever they went. A look costs as much as a job that does nothing: one is made for many jobs where that can be. */
export class Strays {
  /** By process id. */
  readonly #known = new Map<number, Known>();
  #looked = -Infinity;

  /** The processes of the job with this directory that {@link look} has found and that still live. */
  of(directory: string): readonly number[] {
    return [...this.#known.values()]
      .filter((known) => known.directory === directory && liveness(known.identity) === "alive")
      .map(({ identity }) => identity.pid);
  }

  /** Looks at all processes of the machine. */
  look(): void {
    // Within a second no process id comes round again.
    if (performance.now() - this.#looked > 1000) this.#known.clear();
    const pids = new Set(
      readdirSync("/proc")
        .map(Number)
        .filter((pid) => pid > 0),
    );
    for (const pid of this.#known.keys()) if (!pids.has(pid)) this.#known.delete(pid);
    for (const pid of pids) {
      const known = this.#known.get(pid);
      if (known && (known.directory !== undefined || known.looks >= looksAtEmpty)) continue;
      const identity = known?.identity ?? identify(pid);
      if (identity) this.#known.set(pid, { identity, ...environmentOf(pid, (known?.looks ?? 0) + 1) });
    }
    this.#looked = performance.now();
  }
}

/** A process that is just becoming another program has no environment for a moment; the kernel's own have none for ever. */
const looksAtEmpty = 3;

interface Known {
  readonly identity: ProcessIdentity;
  readonly directory: string | undefined;
  /** How often its environment was looked at; enough when there was one. */
  readonly looks: number;
}

// No directory for programs of others, and those that forgot their environment.
function environmentOf(pid: number, looks: number): Omit<Known, "identity"> {
  try {
    const text = readFileSync(`/proc/${pid}/environ`, "utf8");
    const variable = text.split("\0").find((one) => one.startsWith(`${jobVariable}=`));
    return { directory: variable?.slice(jobVariable.length + 1), looks: text === "" ? looks : looksAtEmpty };
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(systemCode(error) ?? "")) return { directory: undefined, looks: looksAtEmpty };
    throw error;
  }
}
