import { fileURLToPath } from "node:url";

import { inBackground, noLimit, type Engine } from "@asimov-gw/core/supervised";

import { asJob } from "./as-job.ts";
import type { EngineSettings } from "./options.ts";

/** Runs jobs on a Slurm cluster. */
export function slurmEngine(settings: EngineSettings): Engine {
  return {
    name: "slurm",
    settings,
    // What there is to share is the cluster's affair.
    machine: { cores: noLimit, memory: noLimit, defaultMemory: 1 },
    runsHere: false,
    place: settings.runner === "job" ? asJob(settings, program) : inBackground(program),
    address: () => ({ scheduler: "slurm", accessPoint: settings.home, pool: settings.cluster, owner: settings.user }),
    secondsOf: (job) => job.request.time ?? (settings.minutes === undefined ? undefined : settings.minutes * 60),
    createExecutor: async (parts) => {
      const [{ SlurmExecutor }, { Tools }] = await Promise.all([import("./executor.ts"), import("./tools.ts")]);
      return new SlurmExecutor({
        ...parts,
        settings,
        tools: new Tools(settings),
        script: fileURLToPath(new URL("../assets/task.sh", import.meta.url)),
      });
    },
  };
}

// Beside this module, as source or built.
function program(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "supervisor-main.ts" : "supervisor-main.js", import.meta.url);
}
