export { located } from "../located.ts";
export { PipelineHosts, type RemotePipeline } from "./call.ts";
export { pipelineFrom } from "../define.ts";
export { perform } from "./perform.ts";
export { readProvided, type Provided, type ProvidedScope } from "./provided.ts";
export type { ContextData, Operation, OperationResult, PipelineDescription, PipelineDoors, RunRequest } from "./protocol.ts";
export { repeatedOptions } from "../parse-ini.ts";
