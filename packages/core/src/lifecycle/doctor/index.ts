export { examine, type ExamineOptions } from "./examine.ts";
export type { Check } from "./check.ts";
