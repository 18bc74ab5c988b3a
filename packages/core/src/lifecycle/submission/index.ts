export { confirm } from "./confirm.ts";
export { ensureSubmitted, intend, reaching, settleEarlier, tokenOf, unconfirmed } from "./ensure-submitted.ts";
export { removeSubmission } from "./remove-submission.ts";
export { type Sighting, adoptSubmission, declareAbsent, lookFor } from "./submission-decisions.ts";
export { type Watched, endSubmissions, watchSubmissions } from "./watch-submissions.ts";
export { type Circumstances, type Verdict, judge, saidAbsent } from "./judge.ts";
