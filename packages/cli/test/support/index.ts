export { blueprint } from "./blueprint.ts";
export { combinePlugin } from "./combine.ts";
export { installPlugin, test, type OpenProject, type ProjectOptions, type TestProject } from "./project.ts";
export { killAll, killSupervisorAndJobs, leftovers, until, type Result, type Running, type User } from "./processes.ts";
export { scriptedPlugin, scriptedQueue, type ScriptedQueue } from "./scripted.ts";
export { toyPlugin, toySource } from "./toy.ts";
export { type Tree } from "./tree.ts";
export { changer, type Changer } from "./changer.ts";
export { isSuperuser, lacking, runAs } from "./users.ts";
