import { thisHost, userName } from "../../system/index.ts";
import type { Scheduler } from "../types.ts";
import { reach } from "./reach.ts";
import { localSettings, type LocalOptions } from "./settings.ts";
import type { LocalStatus } from "./status.ts";

/**
 * The scheduler that runs workflows on this machine, by a supervisor in the background: one per user and host. Workflows of
 * one priority get its cores and memory in turn.
 */
export function localScheduler(options: LocalOptions = {}): Scheduler {
  const settings = localSettings(options);
  // Programs that only want the address, or ask another scheduler, do not pay for the rest.
  return {
    // What it accepted is recorded, and its records are never removed.
    grace: 0,
    address: () => ({ scheduler: "local", accessPoint: thisHost(), pool: "", owner: userName() }),
    submit: (request) => reach(settings, async () => (await import("./submit.ts")).submit(request, settings)),
    // A job id is the token of a submission: another one where a person has adopted that.
    query: async (tokens, jobIds = {}, options = {}) => {
      const asked = tokens.map((token) => jobIds[token] ?? token);
      const answers = await reach(settings, async () => (await import("./query.ts")).query(asked, settings, options));
      return answers.map((answer, index) => ({ ...answer, token: tokens[index]! }));
    },
    jobs: (token, jobId = token) => reach(settings, async () => (await import("./jobs.ts")).readJobs(jobId, settings)),
    remove: (token, jobId = token) => reach(settings, async () => (await import("./query.ts")).remove(jobId, settings)),
  };
}

/** Whether a supervisor lives, and what there is to do. Starts none. */
export async function localStatus(options: LocalOptions = {}): Promise<LocalStatus> {
  const settings = localSettings(options);
  return reach(settings, async () => (await import("./status.ts")).readStatus(settings));
}

/** Ends the supervisor, not the jobs: the next client that needs one starts another. True when none lives any more. */
export async function stopLocal(options: LocalOptions = {}): Promise<boolean> {
  const settings = localSettings(options);
  return reach(settings, async () => (await import("./status.ts")).stop(settings));
}
