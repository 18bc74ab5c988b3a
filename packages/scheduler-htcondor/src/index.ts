import { defineScheduler, type Scheduler, type SchedulerFactory } from "@asimov-gw/core/scheduler";

import { hold, release, remove } from "./act.ts";
import { jobs } from "./jobs.ts";
import { accessPointOf, readOptions } from "./options.ts";
import { query } from "./query.ts";
import { recurringJobs } from "./recurring.ts";
import { submit } from "./submit.ts";
import { Tools } from "./tools.ts";

/** HTCondor, through its command-line tools: workflows go to DAGMan as their builders wrote them. */
const htcondor: SchedulerFactory = defineScheduler({
  create(given): Scheduler {
    const options = readOptions(given);
    const tools = new Tools(options);
    return {
      address: () => ({ scheduler: "htcondor", accessPoint: accessPointOf(options), pool: options.pool ?? "", owner: options.owner }),
      grace: options.grace,
      submit: (request) => submit(tools, options, request),
      query: (tokens, jobIds = {}) => query(tools, options, tokens, jobIds),
      remove: (token, jobId) => remove(tools, token, jobId),
      hold: (token, jobId) => hold(tools, token, jobId),
      release: (token, jobId) => release(tools, token, jobId),
      recurring: recurringJobs(tools, options),
      jobs: (token, jobId) => jobs(tools, options, token, jobId),
    };
  },
});

export default htcondor;
