import type { Recurring } from "@asimov-gw/core/scheduler";
import { AsimovError, sha256, writeAtomic } from "@asimov-gw/core/system";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { EngineSettings } from "./options.ts";
import { livingJobs, ownJobOptions } from "./own-job.ts";
import type { QueueRow } from "./queue.ts";
import { saidBy } from "./said.ts";
import { reportOf } from "./states.ts";
import type { Tools } from "./tools.ts";

/**
 * Commands that the cluster runs again and again: a job that submits the next one, to begin later, before it does its work. It is known by its name, which
 * all of them have; they go on as long as their script is there.
 */
export function recurringJobs(tools: Tools, settings: EngineSettings): Recurring {
  const alive = (id: string): Promise<readonly QueueRow[]> => livingJobs(tools, settings, nameOf(id));
  return {
    start: async (job) => {
      const script = join(job.directory, ".asimov", "again.sh");
      const id = `asimov-again-${sha256(script).slice(0, 12)}:${script}`;
      // One whose answer was lost would go on for ever beside the next.
      if ((await alive(id)).length > 0) return id;
      writeAtomic(script, readFileSync(new URL("../assets/again.sh", import.meta.url), "utf8"), 0o700);
      // USR1 as long before its end, where its renewal was refused all the time.
      const options = [...ownJobOptions(settings, nameOf(id), job.directory, join(".asimov", "again.log")), "--signal=B:USR1@120"];
      const result = await tools.run("sbatch", [
        ...options,
        script,
        script,
        String(job.interval),
        String(options.length),
        ...options,
        ...job.command,
      ]);
      if (result.exitCode === 0) return id;
      rmSync(script, { force: true });
      throw new AsimovError("SLURM_REFUSED", {
        message: `sbatch refused the job that runs again and again: ${saidBy(result.stderr)}`,
        remedy: "Mend schedulers.slurm in the configuration (partition, account, qos), or choose another way: asimov start --by cron.",
      });
    },
    isStarted: async (id) => {
      const rows = await alive(id);
      const [held] = rows.flatMap((row) => {
        const report = reportOf(row);
        return report?.state === "held" ? [{ held: report.reason, remedy: `Mend what it says, then: scontrol release ${row.id}` }] : [];
      });
      return held ?? rows.length > 0;
    },
    stop: async (id) => {
      rmSync(scriptOf(id), { force: true });
      // One that runs may have submitted the next at this moment.
      for (let looks = 0; looks < 20; looks++) {
        const rows = await alive(id);
        if (rows.length === 0) return;
        await tools.run("scancel", [`--user=${settings.user}`, `--name=${nameOf(id)}`]);
        await delay(500);
      }
      const [left] = await alive(id);
      if (left) throw new AsimovError("SLURM_NOT_REMOVED", { message: `job ${left.id} is still ${left.state}`, remedy: `scancel ${left.id}` });
    },
  };
}

function nameOf(id: string): string {
  return id.slice(0, id.indexOf(":"));
}

function scriptOf(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}
