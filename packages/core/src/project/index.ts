export { configFiles, readConfig, retryCauses, type Config, type RetryCause } from "./config.ts";
export { directoriesOf, type ProjectDirectories } from "./directories.ts";
export { findProject, ledgerFile } from "./find.ts";
export { initProject, newProjectId, openLedger, openProject, type Project } from "./project.ts";
export { displacementOf, placeFact, placeOf, type Displacement } from "./place.ts";
export { isShared } from "./share.ts";
export { pushFolder, readPushes, writePush, type PushRecord } from "./pushes.ts";
