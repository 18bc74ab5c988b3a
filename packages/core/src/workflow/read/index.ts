export { languageDocument } from "./document.ts";
export { isSubmitFile } from "./is-submit-file.ts";
export { ofNodes, type WorkflowErrorCode } from "./problems.ts";
export { readCommands, type CommandValue, type JobCommands, type WorkflowCommands } from "./read-commands.ts";
export { readWorkflow, type ReadOptions } from "./read-workflow.ts";
export { canonicalName, isKnown as isKnownCommand, knownCommands } from "./submit/commands.ts";
export { parseBoolean, parseMebibytes } from "./submit/units.ts";
export { formatRescue, latestRescue, readRescue, type RescueInfo } from "./rescue.ts";
