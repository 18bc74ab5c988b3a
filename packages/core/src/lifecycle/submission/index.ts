export { againstJob, confirm } from "./confirm.ts";
export { ensureSubmitted, intend, settleEarlier, tokenOf, unconfirmed } from "./ensure-submitted.ts";
export { reaching } from "./reaching.ts";
export { holdSubmission, releaseSubmission, removeSubmission } from "./end-or-release.ts";
export { type Sighting, adoptSubmission, declareAbsent, lookFor } from "./submission-decisions.ts";
export { type Watched, endSubmissions, watchSubmissions } from "./watch-submissions.ts";
export { type Circumstances, type Verdict, judge, saidAbsent } from "./judge.ts";
