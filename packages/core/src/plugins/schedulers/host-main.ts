import type { Scheduler } from "../../scheduler/index.ts";
import { AsimovError } from "../../system/index.ts";
import { serveHost } from "../serve.ts";
import { makeScheduler } from "./make.ts";
import type { SchedulerAnswer, SchedulerCall, SchedulerOperations } from "./types.ts";

type Work = { readonly [O in keyof SchedulerOperations]: (scheduler: Scheduler, ...args: SchedulerOperations[O]) => unknown };

const work: Work = {
  create: () => undefined,
  submit: (scheduler, ...args) => scheduler.submit(...args),
  query: (scheduler, ...args) => scheduler.query(...args),
  remove: (scheduler, ...args) => scheduler.remove(...args),
  hold: (scheduler, ...args) => scheduler.hold?.(...args),
  release: (scheduler, ...args) => scheduler.release?.(...args),
  jobs: (scheduler, ...args) => scheduler.jobs?.(...args),
  "recurring.start": (scheduler, ...args) => scheduler.recurring?.start(...args),
  "recurring.isStarted": (scheduler, ...args) => scheduler.recurring?.isStarted(...args),
  "recurring.stop": (scheduler, ...args) => scheduler.recurring?.stop(...args),
  "supervisor.status": (scheduler, ...args) => scheduler.supervisor?.status(...args),
  "supervisor.stop": (scheduler, ...args) => scheduler.supervisor?.stop(...args),
};

let made: Promise<Scheduler> | undefined;

// The program of a process in which the scheduler of a package works: it is made at the first call.
serveHost(async (operation, payload): Promise<SchedulerAnswer> => {
  const { args, ...make } = payload as SchedulerCall;
  try {
    made ??= makeScheduler(make);
    const scheduler = await made;
    // Asked first: who can't say where it is must not be given anything.
    const address = scheduler.address();
    const value = await (work[operation as keyof Work] as (scheduler: Scheduler, ...args: readonly unknown[]) => unknown)(scheduler, ...args);
    return {
      value,
      address,
      grace: scheduler.grace,
      has: {
        hold: scheduler.hold !== undefined,
        release: scheduler.release !== undefined,
        jobs: scheduler.jobs !== undefined,
        recurring: scheduler.recurring !== undefined,
        supervisor: scheduler.supervisor !== undefined,
      },
    };
  } catch (error) {
    throw ours(error);
  }
});

// What our errors say, also those of another copy of core: plugins come with their own.
function ours(error: unknown): unknown {
  if (error instanceof AsimovError || !isOfAnotherCopy(error)) return error;
  const { code, message, remedy, exitCode } = error;
  return new AsimovError(code, {
    message,
    remedy: typeof remedy === "string" ? remedy : undefined,
    exitCode: typeof exitCode === "number" ? exitCode : undefined,
    cause: error,
  });
}

interface OfAnotherCopy extends Error {
  readonly code: string;
  readonly remedy?: unknown;
  readonly exitCode?: unknown;
}

function isOfAnotherCopy(error: unknown): error is OfAnotherCopy {
  return error instanceof Error && error.name === "AsimovError" && "code" in error && typeof error.code === "string";
}
