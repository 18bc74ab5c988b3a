import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { EngineSettings } from "./options.ts";
import { askQueue, type QueueRow } from "./queue.ts";
import { outputPath, siteOptions } from "./script.ts";
import { endOf } from "./states.ts";
import type { Tools } from "./tools.ts";

/** The script of a job that only runs a command. */
export const runScript: string = fileURLToPath(new URL("../assets/run.sh", import.meta.url));

/** The jobs of this name that have not ended. Throws `SCHEDULER_UNREACHABLE`. */
export async function livingJobs(tools: Tools, { user }: Pick<EngineSettings, "user">, name: string): Promise<readonly QueueRow[]> {
  const { rows } = await askQueue(tools, user);
  return (rows.get(name) ?? []).filter(({ state }) => endOf(state) === undefined);
}

/** The options of a job that is asimov itself: a supervisor, or a pass. What it prints is added to the file `log` of `directory`. */
export function ownJobOptions(settings: EngineSettings, name: string, directory: string, log: string): readonly string[] {
  const { runnerMemory, runnerMinutes, runnerPartition = settings.partition } = settings;
  return [
    "--parsable",
    `--job-name=${name}`,
    "--ntasks=1",
    "--cpus-per-task=1",
    `--mem=${runnerMemory}M`,
    `--chdir=${directory}`,
    `--output=${outputPath(join(directory, log))}`,
    "--open-mode=append",
    "--requeue",
    ...(runnerMinutes === undefined ? [] : [`--time=${runnerMinutes}`]),
    ...siteOptions({ ...settings, partition: runnerPartition }),
  ];
}
