export { machineDocument } from "./document.ts";
export { nextStatuses, outcomes, renewing, starting } from "./outcomes.ts";
