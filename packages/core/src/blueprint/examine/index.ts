export { examine } from "./examine.ts";
export type { Knowledge } from "./knowledge.ts";
export { pipelineOf } from "./walk-settings.ts";
export { expectation } from "./words.ts";
