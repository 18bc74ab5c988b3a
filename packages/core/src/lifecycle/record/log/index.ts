export { historyOfTarget } from "./target.ts";
export { readLog, type LogLine } from "./read.ts";
