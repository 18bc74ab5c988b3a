import { join } from "node:path";

import type { EngineSettings } from "./options.ts";
import { outputPath, siteOptions } from "./script.ts";

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
