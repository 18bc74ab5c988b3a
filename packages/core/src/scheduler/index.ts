export { defineScheduler, schedulerBrand, schedulerVersion, type SchedulerFactory, type SchedulerOptions } from "./define.ts";
export { guardScheduler, noAnswer, type GuardedScheduler, type GuardOptions } from "./guard.ts";
export { classifyHold, grown, holdOf } from "./hold.ts";
export { countOption, optionsBy, secondsOption, textOption, type OptionPlace, type OptionReader, type OptionReaders } from "./options.ts";
export type {
  GrownRequests,
  Growing,
  Growth,
  Hold,
  HoldClass,
  JobFailure,
  JobIds,
  Observation,
  QueryOptions,
  Recurring,
  RecurringHold,
  RecurringJob,
  Scheduler,
  SchedulerAddress,
  SchedulerState,
  SubmissionRequest,
  SubmittedJob,
  SubmittedJobs,
  Supervisor,
} from "./types.ts";
export type { OpenSubmission, SupervisedStatus } from "./supervised/status.ts";
export { configuredOptions, localScheduler, localSettings, localStatus, stopLocal, type LocalOptions, type LocalSettings } from "./local/index.ts";
