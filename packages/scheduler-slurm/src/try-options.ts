import { AsimovError } from "@asimov-gw/core/system";

import { runScript } from "./own-job.ts";
import { saidBy } from "./said.ts";
import { constantOptions, siteOptions } from "./script.ts";
import type { SlurmSettings } from "./settings.ts";
import type { Tools } from "./tools.ts";

/** Asks the controller whether it would take a small job with these settings; nothing is submitted. Throws `SCHEDULER_UNREACHABLE`, `SLURM_REFUSED`. */
export async function tryOptions(tools: Tools, settings: SlurmSettings): Promise<void> {
  const time = settings.minutes === undefined ? [] : [`--time=${settings.minutes}`];
  const { exitCode, stderr } = await tools.run("sbatch", [
    "--test-only",
    ...constantOptions,
    ...siteOptions(settings),
    ...time,
    "--ntasks=1",
    runScript,
  ]);
  if (exitCode === 0) return;
  throw new AsimovError("SLURM_REFUSED", {
    message: `Slurm would take no job with these settings: ${saidBy(stderr) || `sbatch ended with exit code ${exitCode}`}`,
    remedy:
      "Mend partition, account, qos, constraint, reservation or job time of the scheduler's options (sinfo and sacctmgr show assoc tell what there is).",
    exitCode: 4,
  });
}
