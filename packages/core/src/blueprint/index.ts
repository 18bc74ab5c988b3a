export { apply } from "./apply.ts";
export { parseBlueprint, type BlueprintDocument } from "./parse.ts";
export { plan, type ApplyOptions, type Step } from "./plan.ts";
export { unknownPipeline, type BlueprintKind, type InstalledPipelines } from "./validate.ts";
