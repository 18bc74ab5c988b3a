import type { Observation, Scheduler, SchedulerOptions } from "@asimov-gw/core/scheduler";
import { stopSupervisor, supervisedScheduler, supervisedStatus, type SupervisorRecord } from "@asimov-gw/core/supervised";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

import { slurmEngine } from "../../src/engine.ts";
import { readOptions, type EngineSettings } from "../../src/options.ts";
import type { Cluster } from "./cluster.ts";
import { until } from "./daemon.ts";

/** The scheduler on a test cluster, with a state directory and a run directory of its own. */
export interface Lab {
  /** The run directory. */
  readonly directory: string;
  readonly settings: EngineSettings;
  readonly scheduler: Scheduler;
  submit(token: string, file: string): Promise<void>;
  observe(token: string): Promise<Observation>;
  /** The observation once the submission has ended. */
  end(token: string, seconds?: number): Promise<Observation>;
  /** Lines of a file in the run directory, none when it does not exist. */
  lines(file: string): readonly string[];
  supervisor(): Promise<SupervisorRecord | undefined>;
}

/** A new {@link Lab}; with its test ends all that it has started. */
export function openLab(cluster: Cluster, options: SchedulerOptions = {}): Lab {
  const directory = mkdtempSync(join(tmpdir(), "asimov-slurm-lab-"));
  const settings = readOptions({ state: join(directory, "state"), conf: cluster.env["SLURM_CONF"], poll: 0.3, grace: 5, retry: 1, ...options });
  const engine = slurmEngine(settings);
  const scheduler = supervisedScheduler(engine);
  onTestFinished(async () => {
    await cluster.run("scancel", `--user=${settings.user}`);
    await stopSupervisor(engine);
    rmSync(directory, { recursive: true, force: true });
  });
  const observe = async (token: string): Promise<Observation> => (await scheduler.query([token]))[0]!;
  return {
    directory,
    settings,
    scheduler,
    submit: async (token, file) => {
      await scheduler.submit({ token, name: `test/${token}`, file, directory });
    },
    observe,
    end: async (token, seconds = 240) => {
      await until(`${token} has ended`, async () => !["queued", "running", "unknown"].includes((await observe(token)).state), [], seconds);
      return observe(token);
    },
    lines: (file) => (existsSync(join(directory, file)) ? readFileSync(join(directory, file), "utf8").split("\n").slice(0, -1) : []),
    supervisor: async () => (await supervisedStatus(engine)).supervisor,
  };
}
