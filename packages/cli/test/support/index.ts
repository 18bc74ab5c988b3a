export { blueprint } from "./blueprint.ts";
export { combinePlugin } from "./combine.ts";
export { installPlugin, test, type OpenProject, type ProjectOptions, type TestProject } from "./project.ts";
export { killAll, killSupervisorAndJobs, leftovers, until, type Result, type Running } from "./processes.ts";
export { toyPlugin, toySource } from "./toy.ts";
export { type Tree } from "./tree.ts";
