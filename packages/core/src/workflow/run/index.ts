export { asEvent, type RunEvent } from "./events.ts";
export { keyName, type JobExecutor, type JobKey, type JobOutcome, type JobReport, type JobStart } from "./executor.ts";
export { Journal, readJournal, type JournalContent } from "./journal.ts";
export { advance, allowedLosses, initial, result, startable, verdict } from "./machine.ts";
export { WorkflowRun } from "./run.ts";
export { Runner, slotsOf, type RunnerOptions } from "./runner.ts";
export { choose, firstTurn, type Claimant, type Turn } from "./slots.ts";
export { graphOf, type Graph, type NodeState, type NodeStatus, type RunState } from "./state.ts";
