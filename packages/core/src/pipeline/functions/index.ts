export { FunctionHosts } from "./call.ts";
export type {
  AnalysisSummary,
  Applicator,
  ApplicatorRequest,
  PostmonitorHook,
  ProjectView,
  ReadTools,
  SiteTools,
  StateFacts,
  StateHandler,
  StateTools,
  StateView,
} from "./types.ts";
