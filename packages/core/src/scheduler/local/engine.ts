import { programModule, thisHost, userName } from "../../system/index.ts";
import { inBackground, type Engine } from "../supervised/index.ts";
import type { LocalSettings } from "./settings.ts";

/** Runs jobs as processes of this machine. */
export function localEngine(settings: LocalSettings): Engine {
  return {
    name: "local",
    settings,
    machine: { cores: settings.slots, memory: settings.memory, defaultMemory: settings.defaultMemory },
    runsHere: true,
    place: inBackground(() => programModule("scheduler/local/supervisor-main")),
    address: () => ({ scheduler: "local", accessPoint: thisHost(), pool: "", owner: userName() }),
    createExecutor: async (parts) => {
      const { LocalExecutor } = await import("./executor.ts");
      const { graceSeconds, sampleSeconds, memoryTolerance } = settings;
      return new LocalExecutor({ ...parts, graceSeconds, sampleSeconds, memoryTolerance });
    },
  };
}
