import { join } from "node:path";

import { readIfExists, timestamp, writeAtomic } from "../../system/index.ts";
import type { WorkflowRun } from "../../workflow/index.ts";
import type { StatePaths } from "./settings.ts";

/** More than the nodes of one run ever start, with all their retries. */
const clustersOfRun = 1_000_000;

/**
 * Gives a run that is opened for the first time numbers of clusters that no other run of this state directory has, as HTCondor's pool does: builders
 * name outputs by `$(Cluster)`, and those of a sub-workflow, or of the run that goes on from a rescue file, must not take the place of others.
 * Only the supervisor calls it.
 */
export function numberClusters(run: WorkflowRun, { directory }: StatePaths): void {
  if (!run.isNew || !run.isSynced) return;
  const file = join(directory, "clusters");
  const taken = Number(readIfExists(file) ?? 0) + 1;
  // First, so that a crash leaves a gap and not the same numbers twice.
  writeAtomic(file, String(taken), 0o600);
  run.commit({ event: "clusters", at: timestamp(), after: taken * clustersOfRun });
}
