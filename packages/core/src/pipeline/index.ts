export { definePipeline, pipelineBrand, type PipelineClass } from "./define.ts";
export { Pipeline } from "./pipeline.ts";
export { definePostprocessor, postprocessorBrand, type PostprocessorClass } from "./postprocessing/define.ts";
export { Postprocessor } from "./postprocessing/postprocessor.ts";
export type { PostprocessorContext } from "./postprocessing/types.ts";
export { AsimovError, didYouMean } from "../system/index.ts";
export { apiVersion } from "./types.ts";
export type {
  AnalysisView,
  AssetValue,
  Assets,
  BuiltWorkflow,
  CombinedAnalysis,
  DraftedSettings,
  EnvironmentView,
  HookName,
  JobRequest,
  Log,
  LogFile,
  NeededAnalysis,
  PipelineContext,
  Progress,
  ProvidedSettings,
  RenderedConfig,
  RunOptions,
  RunResult,
  SelfSubmission,
  SubjectView,
  Submission,
} from "./types.ts";
export type {
  AnalysisSummary,
  Applicator,
  ApplicatorRequest,
  FileRequest,
  FileSource,
  PostmonitorHook,
  ProjectView,
  ReadTools,
  SiteTools,
  StateFacts,
  StateHandler,
  StateTools,
  StateView,
} from "./functions/index.ts";
export type { FinishedAnalysis, Labeller, LabelValues } from "./labelling/index.ts";
export {
  evaluate,
  factsOf,
  parameterKeys,
  parameterOf,
  parameters,
  readPrior,
  readPriors,
  requiredArguments,
  type Boundary,
  type DistributionPrior,
  type FixedPrior,
  type ParameterFacts,
  type Prior,
  type PriorOptions,
  type Priors,
  type Quantity,
  type Settings,
  type Value,
} from "../settings/index.ts";
