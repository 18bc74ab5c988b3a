export { PipelineHosts, type RemotePipeline } from "./call.ts";
export type { ClassOperations, ContextData, Operation, OperationResult, PipelineDoors, RunRequest } from "./protocol.ts";
