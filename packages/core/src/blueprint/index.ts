export { apply, moveToNewest } from "./apply.ts";
export { isUrl, publicUrl } from "./fetch.ts";
export { parseBlueprint, type BlueprintDocument } from "./parse.ts";
export { plan, type ApplyOptions, type Step } from "./plan/index.ts";
export { readBlueprints, type ReadOptions } from "./read.ts";
export { unknownPipeline, type BlueprintKind, type InstalledPipelines } from "./validate.ts";
