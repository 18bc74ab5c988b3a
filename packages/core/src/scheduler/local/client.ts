import { stopSupervisor, supervisedScheduler, supervisedStatus, type SupervisedStatus } from "../supervised/index.ts";
import type { Scheduler } from "../types.ts";
import { localEngine } from "./engine.ts";
import { localSettings, type LocalOptions } from "./settings.ts";

/**
 * The scheduler that runs workflows on this machine, by a supervisor in the background: one per user and host. Workflows of
 * one priority get its cores and memory in turn.
 */
export function localScheduler(options: LocalOptions = {}): Scheduler {
  return supervisedScheduler(localEngine(localSettings(options)));
}

/** Whether a supervisor lives, and what there is to do. Starts none. */
export async function localStatus(options: LocalOptions = {}): Promise<SupervisedStatus> {
  return supervisedStatus(localEngine(localSettings(options)));
}

/** Ends the supervisor, not the jobs: the next client that needs one starts another. True when none lives any more. */
export async function stopLocal(options: LocalOptions = {}): Promise<boolean> {
  return stopSupervisor(localEngine(localSettings(options)));
}
