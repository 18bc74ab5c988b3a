export { checkLedger, checkQuickly, type LedgerProblem } from "./check.ts";
export { replayTable } from "./replay.ts";
