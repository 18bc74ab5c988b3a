export { backupLedger } from "./backup.ts";
export { restoreLedger, type Restored } from "./restore.ts";
