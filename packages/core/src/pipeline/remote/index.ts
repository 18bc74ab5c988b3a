export { PipelineHosts, type RemotePipeline } from "./call.ts";
export type { ContextData, Operation, OperationResult, PipelineCall, PipelineDescription, PipelineDoors, RunRequest } from "./protocol.ts";
