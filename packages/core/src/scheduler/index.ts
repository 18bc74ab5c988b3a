export type { JobFailure, Observation, Scheduler, SchedulerAddress, SchedulerState, SubmissionRequest } from "./types.ts";
export {
  jobsOf,
  localProtocol,
  localScheduler,
  localSettings,
  localStatus,
  stopLocal,
  type LocalJob,
  type LocalOptions,
  type LocalSettings,
  type LocalStatus,
  type LocalSubmission,
} from "./local/index.ts";
