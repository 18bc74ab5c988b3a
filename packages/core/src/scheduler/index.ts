export type { JobFailure, Observation, Scheduler, SchedulerAddress, SchedulerState, SubmissionRequest } from "./types.ts";
