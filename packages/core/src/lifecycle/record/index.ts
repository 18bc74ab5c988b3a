// What is known of attempts, for who looks and does not act: a door of its own, since most commands need nothing more.
export {
  attemptById,
  attemptsOf,
  finishedAttempt,
  latestAttempt,
  type Attempt,
  type Cause,
  type CauseKind,
  type Grant,
  type Program,
  type Snapshot,
  type UsedAnalysis,
} from "./attempts.ts";
export { effectiveNow, effectiveOf, layersNow, type Effective } from "./effective.ts";
export { historyOfTarget, readLog, type LogLine } from "./log/index.ts";
export { decideInWords, listSubmissions, unconfirmedSubmissions, type ListedSubmission, type UnconfirmedSubmission } from "./list-submissions.ts";
export { recordedProgress, type RecordedProgress } from "./progress.ts";
export { providedTo } from "./provided.ts";
export { membersNow, staleAnalyses } from "./stale.ts";
export { growthInWords, causeName } from "./words.ts";
export { beginPass, endPass, hindrancesOf, lastEndedPass, lastPasses, type Hindrance, type PassOutcome, type PassRecord } from "./passes.ts";
export {
  heldNote,
  noteMonitorHold,
  recordMonitor,
  silenceNote,
  startedMonitor,
  type MonitorHold,
  type MonitorMeans,
  type MonitorRecord,
} from "./monitor.ts";
export {
  type Decided,
  type Purpose,
  type SubmissionRecord,
  type Unconfirmed,
  isByItself,
  openSubmissions,
  otherWithJob,
  submissionWith,
  submissionsOf,
} from "./submissions.ts";
export { usageOfAnalyses, usageOfAttempts, type Usage } from "./usage.ts";
