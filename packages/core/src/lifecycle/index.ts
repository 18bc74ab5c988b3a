export { advance, buildReady, submitBuiltOnes, type Failure, type Selection } from "./advance.ts";
export { assetFiles, recordedAssets, type AssetFile } from "./assets.ts";
export { attemptsOf, latestAttempt, type Attempt, type Cause, type Snapshot } from "./attempts.ts";
export { runPass, type PassOptions, type PassReport } from "./pass.ts";
export { recordedProgress, type RecordedProgress } from "./progress.ts";
export { requestRestart, requestStop, resurrect } from "./requests.ts";
export { Session, type Notice } from "./session.ts";
export { actionFor, transitions, type Action, type Seen } from "./transitions.ts";
