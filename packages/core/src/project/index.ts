export { configFiles, readConfig, type Config } from "./config.ts";
export { findProject, initProject, openLedger, openProject, type Project } from "./project.ts";
