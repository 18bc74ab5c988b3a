import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { FileTransfer, JobDescription, Workflow } from "../../../src/workflow/index.ts";
import { submittedEnvironment } from "../../../src/wrapper/environment.ts";
import { writeSubmission } from "../../../src/scheduler/supervised/records.ts";
import { localSettings } from "../../../src/scheduler/local/settings.ts";
import { statePaths } from "../../../src/scheduler/supervised/settings.ts";
import { openState } from "../../../src/scheduler/supervised/state-directory.ts";
import { identify } from "../../../src/system/index.ts";
import type { Lab } from "./lab.ts";

/** Submits one job whose description is given, whatever a reader makes of submit files. */
export async function submitJob(lab: Lab, run: string, transfer: Partial<FileTransfer>, job: Partial<JobDescription> = {}): Promise<void> {
  const directory = lab.directory;
  writeFileSync(join(directory, "run.sh"), `#!/bin/sh\n${run}\n`, { mode: 0o755 });
  const description: JobDescription = {
    process: 0,
    executable: join(directory, "run.sh"),
    arguments: [],
    environment: {},
    inherit: "none",
    directory,
    stdout: join(directory, "out"),
    stderr: join(directory, "err"),
    request: { cpus: 1 },
    checkpointExitCode: 77,
    priority: 0,
    extra: {},
    transfer: { executable: false, input: [], output: [], remaps: {}, preserve: false, onlyOnSuccess: false, ...transfer },
    ...job,
  };
  const file = join(directory, "a.dag");
  writeFileSync(file, "");
  const node = { name: "a", parents: [], retries: 0, done: false, priority: 0, at: { file }, work: { kind: "jobs" as const, jobs: [description] } };
  const workflow: Workflow = { file, directory, files: [], nodes: [node] };
  openState(localSettings(lab.options));
  const record = { format: 1 as const, token: "t", name: "t", file, directory, digest: "", submittedAt: "", submitter: identify()! };
  writeSubmission(statePaths(lab.options.directory!), { ...record, environment: submittedEnvironment(workflow) }, workflow);
  await lab.observe("t");
}
