export { languageDocument } from "./document.ts";
export type { WorkflowErrorCode } from "./problems.ts";
export { readWorkflow, type ReadOptions } from "./read-workflow.ts";
export { formatRescue, latestRescue, readRescue, type RescueInfo } from "./rescue.ts";
