export { draftFromConfig, type Draft, type DraftRequest } from "./draft.ts";
export type { OptionLeft } from "./compare.ts";
export { writeDraft } from "./write.ts";
