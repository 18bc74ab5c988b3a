import type { JobDescription } from "../types.ts";
import type { NodeDraft } from "./dag/draft.ts";
import type { DagReading } from "./dag/reading.ts";
import { eachSubmit, type Variables } from "./each-submit.ts";
import { describeJobs } from "./submit/jobs.ts";
import { reportRefused } from "./submit/parse.ts";

/**
 * The jobs of each of `nodes` by its name; a job that cannot be read leaves problems and may be missing. `variables` are those that `$ENV(NAME)`
 * reads.
 */
export async function readJobs(
  nodes: readonly NodeDraft[],
  reading: DagReading,
  variables: Variables,
): Promise<ReadonlyMap<string, readonly JobDescription[]>> {
  const jobs = new Map<string, readonly JobDescription[]>();
  for await (const { submit, users, scopeOf, contextOf } of eachSubmit(nodes, reading, variables)) {
    reportRefused(submit, reading.problems);
    for (const node of users) {
      const described = describeJobs(submit, scopeOf(node), contextOf(node), (count) => reading.makeRoom(count, submit.queuedAt));
      // Waiting for each of 100,000 nodes would take longer than reading them.
      jobs.set(node.name, described instanceof Promise ? await described : described);
    }
  }
  return jobs;
}
