// What commands would do, without doing it: a door of its own, for dry runs alone.
export { changedLines } from "./changed-lines.ts";
export { foreseePass, type ForeseenPass, type ForeseenStep } from "./pass.ts";
export { foreseeAdvance, type Foreseen, type ForeseenSubmission, type ForeseeOptions } from "./submit.ts";
export type { ForeseenBuild } from "./build.ts";
export type { ForeseenDag } from "./dag.ts";
