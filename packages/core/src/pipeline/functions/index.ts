export { FunctionHosts } from "./call.ts";
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
} from "./types.ts";
