export { examine, type Examination } from "./examine.ts";
export { expectation } from "./words.ts";
export type { Knowledge } from "./knowledge.ts";
