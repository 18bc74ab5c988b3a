export { containerProgram } from "./container.ts";
export { jobEnvironment, submittedEnvironment, type SubmittedEnvironment, type Variables } from "./environment.ts";
export type { StartFailure } from "./exit-record.ts";
export {
  claim,
  clear,
  discard,
  discardedSuffix,
  makeTry,
  namesIn,
  readJobRecords,
  readLimit,
  recordEnded,
  recordLimit,
  recordNoStart,
  recordUsage,
  waitsFor,
  withdraw,
  type Ended,
  type JobRecords,
  type Usage,
} from "./job-records.ts";
export { keepWrapper } from "./keep.ts";
export { wrapperCommand, type Launch } from "./launch.ts";
export { findProgram } from "./programs.ts";
