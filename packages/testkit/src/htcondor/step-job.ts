import type { JobDescription } from "@asimov-gw/core/workflow";
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

import { templates } from "./ads.ts";
import { become, end } from "./queue.ts";
import type { PoolJob, PoolState } from "./state.ts";

/** Lets a job go on: idle, running, ended. Returns the exit code when it has ended. */
export function stepJob(state: PoolState, job: PoolJob, description: Partial<JobDescription>): number | undefined {
  if (job.ad["JobStatus"] === "1") job.ad = become(state, job, templates.nodeRunning(), { JobStartDate: state.now });
  else if (job.ad["JobStatus"] === "2") {
    const code = description.executable === undefined ? 0 : run(description as JobDescription);
    const more = {
      ExitCode: code,
      ExitStatus: code,
      ExitBySignal: false,
      CompletionDate: state.now,
      NumJobStarts: 1,
      RemoteUserCpu: 55,
      RemoteSysCpu: 5,
    };
    end(state, job, become(state, job, templates.nodeEnded(), more));
    return code;
  }
  return undefined;
}

function run({ executable, arguments: args, directory, environment, stdout, stderr }: JobDescription): number {
  const open = (file: string | undefined): number | "ignore" => {
    if (file === undefined) return "ignore";
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, "w");
  };
  const [out, err] = [open(stdout), open(stderr)];
  const { status } = spawnSync(executable, [...args], {
    cwd: directory,
    env: { PATH: "/usr/bin:/bin", ...environment },
    stdio: ["ignore", out, err],
  });
  for (const file of [out, err]) if (typeof file === "number") closeSync(file);
  return status ?? 127;
}
