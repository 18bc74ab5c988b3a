export { PipelineHosts, type RemotePipeline } from "./call.ts";
export { located } from "./located.ts";
export { perform } from "./perform.ts";
export { readProvided, type Provided, type ProvidedScope } from "./provided.ts";
export type { ContextData, Operation, OperationResult, PipelineDoors, RunRequest } from "./protocol.ts";
