import type { JobFailure } from "@asimov-gw/core/scheduler";

/** What happens to one submission: phases of virtual time, one after the other, and then its end. */
export interface Fate {
  readonly phases: readonly Phase[];
  readonly end: End;
}

/** A stretch of the life of a submission. What was running and is queued again was evicted. */
export interface Phase {
  readonly state: "queued" | "running" | "held";
  readonly seconds: number;
  /** Of a hold, in the words of the scheduler. */
  readonly reason?: string | undefined;
}

/** How a submission ends. `completed` without `products`: its last job says that all is well, and wrote nothing. */
export type End =
  | { readonly state: "completed"; readonly products?: boolean }
  /** The job with this index among those that were left fails, 0 being the first; those before it are done. */
  | { readonly state: "failed"; readonly node: number; readonly exitCode: number; readonly cause: JobFailure["cause"]; readonly stderr?: string }
  | { readonly state: "removed"; readonly reason: string }
  /** It stays in its last phase until somebody removes it. */
  | { readonly state: "never" };

/** A submission whose fate is asked for. */
export interface Destined {
  readonly token: string;
  /** For people, such as `bilby/GW150914/pe`. */
  readonly name: string;
  /** Which submission of the same workflow file it is, from 1. */
  readonly time: number;
}

/** Queued and run for so long, then completed. */
export function succeeds(queued = 600, running = 3600): Fate {
  return {
    phases: [
      { state: "queued", seconds: queued },
      { state: "running", seconds: running },
    ],
    end: { state: "completed" },
  };
}

/** Queued and run for so long, then a job of it fails. */
export function fails(queued = 600, running = 3600, exitCode = 1): Fate {
  return { ...succeeds(queued, running), end: { state: "failed", node: 0, exitCode, cause: "exit", stderr: "Traceback: it did not work out" } };
}

/** `fate`, evicted half-way and begun again. */
export function evicted(fate: Fate): Fate {
  return interrupted(fate, [{ state: "queued", seconds: 1800 }]);
}

/** `fate`, held half-way for so long, then released by itself. */
export function held(fate: Fate, seconds: number, reason = "transfer of input files failed"): Fate {
  return interrupted(fate, [
    { state: "held", seconds, reason },
    { state: "queued", seconds: 60 },
  ]);
}

function interrupted({ phases, end }: Fate, by: readonly Phase[]): Fate {
  const last = phases.at(-1);
  if (last?.state !== "running") return { phases: [...phases, ...by], end };
  const half = { ...last, seconds: last.seconds / 2 };
  return { phases: [...phases.slice(0, -1), half, ...by, half], end };
}
