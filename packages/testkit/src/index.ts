export { schedulerConformance, type SchedulerCheck, type SchedulerConformanceOptions } from "./conformance/index.ts";
export {
  checkPipeline,
  describePipeline,
  pipelineChecks,
  type CheckOutcome,
  type Files,
  type OtherAnalysis,
  type PipelineCheck,
  type PipelineFixture,
  type Program,
  type ProgramCall,
  type ProgramEnd,
  type TestFunction,
} from "./plugin/index.ts";
export { executorConformance, type ConformanceOptions, type ExecutorCheck } from "./executor/index.ts";
export {
  HTCondorPool,
  recorded,
  recordedAds,
  recordedCase,
  recordedCases,
  recordedFile,
  recordedPoll,
  type CaseName,
  type Health,
  type HTCondorPoolOptions,
  type PoolDag,
  type PoolJob,
  type PoolState,
  type Printed,
  type RecordedAd,
  type RecordedCommand,
  type ToolFault,
} from "./htcondor/index.ts";
export { VirtualClock } from "./clock.ts";
export { Random } from "./random.ts";
export { evicted, fails, held, succeeds, type Destined, type End, type Fate, type Phase } from "./scheduler/fate.ts";
export { FakeJob } from "./scheduler/job.ts";
export { FakeScheduler, type FakeSchedulerOptions } from "./scheduler/fake-scheduler.ts";
export { badWeather, changeable, spells, type Forecast, type Spell, type Weather } from "./scheduler/weather.ts";
export {
  FakePipeline,
  fakePipelines,
  inProcess,
  IteratingPipeline,
  ProjectPipeline,
  PsdPipeline,
  SamplerPipeline,
  SimplePipeline,
  SubjectPipeline,
  writeScript,
  writeWorkflow,
  type FakeNode,
} from "./pipelines/index.ts";
export { eventLog, World, type LoggedLine, type PassSeen, type WorldOptions } from "./world/index.ts";
export { rehearse, type Rehearsal, type RehearsalOptions } from "./rehearsal/index.ts";
