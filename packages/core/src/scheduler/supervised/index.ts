export { stopSupervisor, supervisedScheduler, supervisedStatus } from "./client.ts";
export type { AsimovErrorDetails, Engine, EngineExecutor, ExecutorParts } from "./engine.ts";
export { inBackground, type StartedSupervisor, type SupervisorPlace } from "./place.ts";
export { supervisorProtocol, usualDirectory, type StatePaths, type SupervisedSettings } from "./settings.ts";
export type { OpenSubmission, SupervisedStatus } from "./status.ts";
export { noLimit, type SupervisorRecord } from "./supervisor-record.ts";
