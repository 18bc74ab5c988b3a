import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnSync } from "node:child_process";

import type { Figure } from "./figure.ts";
import type { HtcondorMeasures } from "./htcondor-passes.ts";
import { runningProject } from "./running.ts";

const passes = fileURLToPath(new URL("htcondor-passes.ts", import.meta.url));

/** What passes over 1,000 workflows that run on HTCondor ask, read and keep. */
export async function htcondorFigures(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  try {
    const project = runningProject(join(directory, "running"), 1000);
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", ...process.execArgv, passes, project], { encoding: "utf8" });
    if (status !== 0) throw new Error(`passes over HTCondor ended with ${status}: ${stderr}`);
    const { calls, megabytes, growth } = JSON.parse(stdout) as HtcondorMeasures;
    return [
      { name: "commands of one pass over 1000 workflows on HTCondor", value: calls, unit: "condor_q", aim: 2 },
      { name: "  what it reads", value: megabytes, unit: "MB", aim: 5 },
      { name: "  memory kept after 15 passes, to that after 5", value: growth, unit: "", aim: 1.1 },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
