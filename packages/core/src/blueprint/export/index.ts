export { exportLedger, type Export } from "./export.ts";
export { importInto } from "./import.ts";
