export { apply } from "./apply.ts";
export { checkBlueprint } from "./check.ts";
export { expectation } from "./examine/index.ts";
export {
  copyAnalysis,
  findConfiguration,
  findInTrash,
  linesOf,
  listTrash,
  parseAssignment,
  parseKey,
  personsChanges,
  planDeletion,
  rehearse,
  removeRows,
  restoreRows,
  setSettings,
  undoChange,
  type Assignment,
  type Deletable,
  type Deletion,
  type EditOptions,
  type PersonsChange,
  type TrashItem,
  type Undone,
} from "./edit/index.ts";
export { exportLedger, importInto, type Export } from "./export/index.ts";
export { isUrl, publicUrl } from "./fetch.ts";
export { parseBlueprint, type BlueprintDocument } from "./parse.ts";
export { counted, formatChanges, plan, type ApplyOptions, type Step } from "./plan/index.ts";
export { readBlueprints, type ReadOptions } from "./read.ts";
export type { Warning } from "./warning.ts";
export { blueprintSchema, type Schema } from "./schema/index.ts";
export type { BlueprintKind } from "./kinds.ts";
export { unknownPipeline, type InstalledPipelines } from "./validate.ts";
