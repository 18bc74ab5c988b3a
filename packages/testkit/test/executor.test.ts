import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

import type { JobKey } from "@asimov-gw/core/workflow";
import { LocalExecutor } from "../../core/src/scheduler/local/executor.ts";
import { executorConformance, type ConformanceOptions } from "../src/index.ts";
import { directoryWith } from "./support/tree.ts";

const wrapper = fileURLToPath(new URL("../../core/assets/job.sh", import.meta.url));

/** Local executors of a directory of their own. */
function local(): Pick<ConformanceOptions, "directory" | "open"> {
  const directory = directoryWith();
  const open: ConformanceOptions["open"] = async (token, environment) => {
    const jobs = join(directory, "records", token);
    mkdirSync(jobs, { recursive: true });
    const executor = new LocalExecutor({
      wrapper,
      jobsOf: () => jobs,
      environmentOf: () => ({ base: { HOME: directory }, inherited: environment }),
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
  const careless: ConformanceOptions["open"] = async (token, environment) => {
    const honest = await open(token, environment);
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

test("an executor that takes no care of what jobs say of their files, environment or tries is found out", async () => {
  const { directory, open } = local();
  const forgetful: ConformanceOptions["open"] = async (token) => {
    const honest = await open(token, {});
    const one = (key: JobKey): JobKey => ({ ...key, try: 1 });
    return {
      start: ({ key, job, continues }) => {
        const { transfer: _transfer, mustWrite: _mustWrite, container: _container, ...rest } = job;
        return honest.start({ key: one(key), job: { ...rest, extra: {} }, continues });
      },
      reports: (keys) => honest.reports(keys.map(one)),
      remove: (keys) => honest.remove(keys.slice(0, 1).map(one)),
      forget: (keys) => honest.forget(keys.slice(0, 1).map(one)),
    };
  };
  const found: string[] = [];
  for (const { name, check } of executorConformance) {
    try {
      await check({ directory, open: forgetful, seconds: 2 });
    } catch {
      found.push(name);
    }
  }
  expect(found).toEqual([
    "several jobs are removed and forgotten at once, and no other",
    "the tries of a node are jobs of their own",
    "of the submitter's variables a job gets those that it inherits, and its own go before them",
    "a job whose files are moved runs in a directory of its own",
    "where a job declares no outputs, what is new comes back",
    "a declared output that is missing after a success is a failure that names it",
    "an input that is missing keeps a job from starting, and says so",
    "the command that a job wants before it runs before it, and its failure is one to start",
    "a job in a container runs through apptainer, in its image and with its directory bound",
  ]);
});
