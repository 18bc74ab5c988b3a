export { configFiles, readConfig, type Config } from "./config.ts";
export { findProject, initProject, openProject, type Project } from "./project.ts";
