import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

import type { JobExecutor } from "@asimov-gw/core/workflow";
import { LocalExecutor } from "../../core/src/scheduler/local/executor.ts";
import { executorConformance } from "../src/index.ts";
import { directoryWith } from "./support/tree.ts";

const wrapper = fileURLToPath(new URL("../../core/assets/job.sh", import.meta.url));

/** Local executors of a directory of their own. */
function local(): { readonly directory: string; readonly open: (token: string) => Promise<JobExecutor> } {
  const directory = directoryWith();
  const open = async (token: string): Promise<JobExecutor> => {
    const jobs = join(directory, "records", token);
    mkdirSync(jobs, { recursive: true });
    const executor = new LocalExecutor({
      wrapper,
      jobsOf: () => jobs,
      environmentOf: () => ({ base: { HOME: directory }, inherited: {} }),
      graceSeconds: 0.2,
      sampleSeconds: 60,
      memoryTolerance: 1,
      wake: () => undefined,
      // A wrapper that was started a second time may find its directory gone after the test; what matters is in the reports.
      onProblem: () => undefined,
    });
    onTestFinished(() => executor.close());
    return executor;
  };
  return { directory, open };
}

test.for(executorConformance)("the local executor: $name", async ({ check }) => {
  await expect(check(local())).resolves.toBeUndefined();
});

test("an executor that runs a job again is found out", async () => {
  const { directory, open } = local();
  let count = 0;
  const careless = async (token: string): Promise<JobExecutor> => {
    const honest = await open(token);
    return {
      start: async (request) => {
        await honest.start(request);
        await honest.start({ ...request, key: { ...request.key, try: ++count + 100 } });
      },
      reports: (keys) => honest.reports(keys),
      remove: (keys) => honest.remove(keys),
      forget: (keys) => honest.forget(keys),
    };
  };
  const { check } = executorConformance.find(({ name }) => name.startsWith("a job that is started twice"))!;
  await expect(check({ directory, open: careless })).rejects.toThrow(/ran/);
});
