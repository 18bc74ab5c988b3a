export { HTCondorPool, type HTCondorPoolOptions } from "./pool.ts";
export {
  recorded,
  recordedAds,
  recordedCase,
  recordedCases,
  recordedFile,
  recordedPoll,
  type Ad as RecordedAd,
  type CaseName,
  type RecordedCommand,
} from "./recorded.ts";
export type { Health, PoolDag, PoolJob, PoolState, ToolFault } from "./state.ts";
export type { Printed } from "./printed.ts";
