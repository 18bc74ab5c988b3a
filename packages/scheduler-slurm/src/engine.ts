import { inBackground, noLimit, type Engine } from "@asimov-gw/core/supervised";

import { asJob } from "./as-job.ts";
import type { EngineSettings } from "./options.ts";
import { RequestError, requestOptions, secondsOf } from "./script.ts";

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
    secondsOf: (job) => secondsOf(job, settings),
    check: (job) => {
      try {
        requestOptions(job, settings);
        return undefined;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        return { code: "SLURM_REQUEST", message: `can't be submitted to Slurm: ${error.message}`, remedy: "Mend the line of its submit file." };
      }
    },
    ping: async () => {
      const [{ tryOptions }, { Tools }] = await Promise.all([import("./try-options.ts"), import("./tools.ts")]);
      await tryOptions(new Tools(settings), settings);
    },
    createExecutor: async (parts) => {
      const [{ SlurmExecutor }, { keepScript }, { Tools }] = await Promise.all([
        import("./executor.ts"),
        import("./keep-script.ts"),
        import("./tools.ts"),
      ]);
      return new SlurmExecutor({
        ...parts,
        settings,
        tools: new Tools(settings),
        script: keepScript(settings.directory),
      });
    },
  };
}

// Beside this module, as source or built.
function program(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "supervisor-main.ts" : "supervisor-main.js", import.meta.url);
}
