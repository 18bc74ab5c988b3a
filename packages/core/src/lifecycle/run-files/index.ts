export { type AttemptFiles, attemptFiles, bringBackFiles, discardFiles, filesOf } from "./attempt-files.ts";
export { refuseOthersDirectory } from "./own-directory.ts";
export { placesIn, realPlace, throughTrash } from "./trash-places.ts";
export { moveAllBut, moveToTrash, othersIn, trashPlace } from "./trash.ts";
export { type TrashedRun, deleteRuns, restoreRun, trashedRuns } from "./trashed-runs.ts";
