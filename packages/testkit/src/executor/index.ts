export { executorConformance } from "./conformance.ts";
export type { ConformanceOptions, ExecutorCheck } from "./trial.ts";
