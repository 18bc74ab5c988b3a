export { schedulerConformance } from "./scheduler.ts";
export type { SchedulerCheck, SchedulerConformanceOptions } from "./trial.ts";
