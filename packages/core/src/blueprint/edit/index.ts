export { parseAssignment, parseKey, type Assignment } from "./assignment.ts";
export { copyAnalysis } from "./copy.ts";
export { setSettings, type EditOptions } from "./set.ts";
