import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

import { AsimovError, throwAll, writeAtomic } from "../../system/index.ts";
import { prepareWorkflow, WorkflowRun, type InnerRequest, type Workflow } from "../../workflow/index.ts";
import { numberClusters } from "./clusters.ts";
import type { Engine } from "./engine.ts";
import { enlarge } from "./enlarge.ts";
import { preflight } from "./preflight.ts";
import { innerPaths, readJson, readSubmission } from "./records.ts";
import type { StatePaths } from "./settings.ts";

/** Opens the run of a sub-workflow, whose records are below those of the submission that it belongs to. */
export async function openInner(paths: StatePaths, engine: Engine, { token, place, file, directory }: InnerRequest): Promise<WorkflowRun> {
  const records = innerPaths(paths, token, place.within);
  const known = readJson(records.workflow) as Workflow | undefined;
  const run = WorkflowRun.open(token, known ?? (await read()), records.journal, place);
  numberClusters(run, paths);
  return run;

  // As it is now: what was read is what runs, also after a crash and whatever becomes of the file.
  async function read(): Promise<Workflow> {
    const record = readSubmission(paths, token);
    if (!record) throw new AsimovError("SUBMISSION_DAMAGED", { message: "the submission has lost its record", at: records.workflow });
    const { workflow } = await prepareWorkflow(file, { directory, environment: record.environment.inherited });
    const whole = enlarge(workflow, record.requests, engine);
    // Its node fails with these: nobody is there to be told at once.
    throwAll(
      preflight(whole, engine, record.environment).map(({ message, at, remedy }) => new AsimovError("WORKFLOW_REFUSED", { message, at, remedy })),
    );
    mkdirSync(dirname(records.workflow), { recursive: true, mode: 0o700 });
    writeAtomic(records.workflow, JSON.stringify(whole), 0o600);
    return whole;
  }
}
