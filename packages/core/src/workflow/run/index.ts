export { asEvent, type RunEvent } from "./events.ts";
export { keyName, type JobExecutor, type JobKey, type JobOutcome, type JobReport, type JobStart } from "./executor.ts";
export { Journal, readJournal } from "./journal.ts";
export { advance, allowedLosses, initial, result, startable } from "./machine.ts";
export { WorkflowRun } from "./run.ts";
export { Runner, type RunnerOptions } from "./runner.ts";
export { choose, firstTurn, roomFor, type Claimant, type Machine, type Room } from "./slots.ts";
export type { NodeState, NodeStatus, RunState } from "./state.ts";
export { verdict } from "./verdict.ts";
