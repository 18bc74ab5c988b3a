export type { JobDescription, ResourceRequest, Workflow, WorkflowNode } from "./types.ts";
