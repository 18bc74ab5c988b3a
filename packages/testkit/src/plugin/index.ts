export type { PipelineCheck } from "./check.ts";
export type { Files, OtherAnalysis, PipelineFixture, Program, ProgramCall, ProgramEnd } from "./fixture.ts";
export { checkPipeline, describePipeline, pipelineChecks, type CheckOutcome, type TestFunction } from "./suite.ts";
