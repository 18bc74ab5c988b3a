import { AsimovError } from "@asimov-gw/core/system";

import type { Batch } from "./batches.ts";
import { isFull, isNotSent, isRefused, saidBy } from "./said.ts";
import { constantOptions } from "./script.ts";
import { isUnreachable, type Tools } from "./tools.ts";

/**
 * What became of a submission. `not sent`: nobody was there to take it. `full`: a limit on the number of jobs is reached. `refused`: it never will be taken
 * as it is. `put off`: it was not taken, for what may pass. `doubtful`: nobody can say; it is looked for by its name.
 */
export type Submitted =
  | { readonly kind: "taken"; readonly id: string }
  | { readonly kind: "full" | "put off" | "refused"; readonly reason: string }
  | { readonly kind: "not sent" | "doubtful"; readonly error: AsimovError };

/** What is submitted. */
export interface Submission {
  readonly batch: Batch;
  readonly token: string;
  /** Absolute path of `assets/task.sh`, or of a copy that jobs can read when they begin. */
  readonly script: string;
  readonly options: readonly string[];
  readonly throttle?: number | undefined;
}

/** Hands a batch to Slurm. */
export async function submit(tools: Tools, { batch, token, script, options, throttle }: Submission): Promise<Submitted> {
  const { name, tasks, directory } = batch;
  const array = tasks.length === 1 ? [] : [`--array=0-${tasks.length - 1}${throttle === undefined ? "" : `%${throttle}`}`];
  const told = [`--job-name=${name}`, `--comment=asimov ${token}`];
  try {
    const { exitCode, stdout, stderr } = await tools.run("sbatch", [...constantOptions, ...told, ...array, ...options, script, directory]);
    const [, id] = /^(\d+)(?:;.*)?\s*$/.exec(stdout) ?? [];
    if (exitCode === 0 && id !== undefined) return { kind: "taken", id };
    if (exitCode === 0) return { kind: "doubtful", error: nonsense(stdout) };
    const kind = isFull(stderr) ? "full" : isRefused(stderr) ? "refused" : "put off";
    return { kind, reason: saidBy(stderr) || `sbatch ended with exit code ${exitCode}` };
  } catch (error) {
    // It waits two minutes by itself. What it sends at the last moment finds nothing to run.
    if (isUnreachable(error) && isFull(error.message)) return { kind: "full", reason: error.message };
    // One with a cause is of this host: the tool could not be run.
    if (isUnreachable(error)) return { kind: error.cause !== undefined || isNotSent(error.message) ? "not sent" : "doubtful", error };
    throw error;
  }
}

function nonsense(stdout: string): AsimovError {
  return new AsimovError("SCHEDULER_NONSENSE", {
    message: `sbatch printed no job id: ${JSON.stringify(stdout.slice(0, 200))}`,
    remedy: "What it has submitted is looked for by its name.",
    exitCode: 4,
  });
}
