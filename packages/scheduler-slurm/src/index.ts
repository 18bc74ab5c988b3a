import { defineScheduler, type Scheduler, type SchedulerFactory } from "@asimov-gw/core/scheduler";
import { supervisedScheduler } from "@asimov-gw/core/supervised";

import { slurmEngine } from "./engine.ts";
import { readOptions } from "./options.ts";
import { recurringJobs } from "./recurring.ts";
import { Tools } from "./tools.ts";

/** Slurm, through its command-line tools: our supervisor walks the workflows, and each of their jobs is a job of the cluster. */
const slurm: SchedulerFactory = defineScheduler({
  create(given): Scheduler {
    const settings = readOptions(given);
    const scheduler = supervisedScheduler(slurmEngine(settings));
    // Passes on the nodes of a cluster reach only a supervisor that is there too.
    return settings.runner === "job" ? { ...scheduler, recurring: recurringJobs(new Tools(settings), settings) } : scheduler;
  },
});

export default slurm;
