import type { Scheduler } from "../types.ts";
import type { Engine } from "./engine.ts";
import { reach } from "./reach.ts";
import type { SupervisedStatus } from "./status.ts";

/**
 * The scheduler whose workflows are walked by supervisors of `engine`, one for each state directory. All that it accepts is recorded there before
 * anything of it runs.
 */
export function supervisedScheduler(engine: Engine): Scheduler {
  // Programs that only want the address, or ask another scheduler, do not pay for the rest.
  return {
    // What it accepted is recorded, and its records are never removed.
    grace: 0,
    address: () => engine.address(),
    submit: (request) => reach(engine, async () => (await import("./submit.ts")).submit(request, engine)),
    // A job id is the token of a submission: another one where a person has adopted that.
    query: async (tokens, jobIds = {}, options = {}) => {
      // Nothing but whether it answers.
      if (tokens.length === 0) await engine.ping?.();
      const asked = tokens.map((token) => jobIds[token] ?? token);
      const answers = await reach(engine, async () => (await import("./query.ts")).query(asked, engine, options));
      return answers.map((answer, index) => ({ ...answer, token: tokens[index]! }));
    },
    jobs: (token, jobId = token) => reach(engine, async () => (await import("./jobs.ts")).readJobs(jobId, engine)),
    supervisor: { status: () => supervisedStatus(engine), stop: () => stopSupervisor(engine) },
    remove: (token, jobId = token) => reach(engine, async () => (await import("./query.ts")).remove(jobId, engine)),
  };
}

/** Whether a supervisor lives, and what there is to do. Starts none. */
export async function supervisedStatus(engine: Engine): Promise<SupervisedStatus> {
  return reach(engine, async () => (await import("./status.ts")).readStatus(engine));
}

/** Ends the supervisor, not the jobs: the next client that needs one starts another. True when none lives any more. */
export async function stopSupervisor(engine: Engine): Promise<boolean> {
  return reach(engine, async () => (await import("./status.ts")).stop(engine));
}
