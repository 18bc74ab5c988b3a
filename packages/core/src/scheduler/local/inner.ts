import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { AsimovError, sha256, throwAll, writeAtomic } from "../../system/index.ts";
import { prepareWorkflow, WorkflowRun, type InnerRequest, type Workflow } from "../../workflow/index.ts";
import { enlarge } from "./enlarge.ts";
import { preflight } from "./preflight.ts";
import { readJson, readSubmission, submissionPaths } from "./records.ts";
import type { LocalSettings, StatePaths } from "./settings.ts";

/** Opens the run of a sub-workflow, whose records are below those of the submission that it belongs to. */
export async function openInner(paths: StatePaths, settings: LocalSettings, { token, place, file, directory }: InnerRequest): Promise<WorkflowRun> {
  const records = innerRecords(paths, token, place.within);
  const known = readJson(join(records, "workflow.json")) as Workflow | undefined;
  return WorkflowRun.open(token, known ?? (await read()), join(records, "journal.jsonl"), place);

  // As it is now: what was read is what runs, also after a crash and whatever becomes of the file.
  async function read(): Promise<Workflow> {
    const record = readSubmission(paths, token);
    if (!record) throw new AsimovError("LOCAL_RECORD_DAMAGED", { message: "the submission has lost its record", at: records });
    const { workflow } = await prepareWorkflow(file, { directory, environment: record.environment.inherited });
    const whole = enlarge(workflow, record.requests, settings.memory);
    // Its node fails with these: nobody is there to be told at once.
    throwAll(preflight(whole, settings).map(({ message, at, remedy }) => new AsimovError("WORKFLOW_REFUSED", { message, at, remedy })));
    mkdirSync(records, { recursive: true, mode: 0o700 });
    writeAtomic(join(records, "workflow.json"), JSON.stringify(whole), 0o600);
    return whole;
  }
}

/** The directory of the records of a sub-workflow. */
function innerRecords(paths: StatePaths, token: string, within: string): string {
  return join(dirname(submissionPaths(paths, token).journal), "inner", sha256(within).slice(0, 16));
}
