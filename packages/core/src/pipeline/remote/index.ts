export { PipelineHosts, type RemotePipeline } from "./call.ts";
export type { ContextData, Operation, OperationResult, PipelineDoors, RunRequest } from "./protocol.ts";
