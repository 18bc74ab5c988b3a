export { descriptionsFor, isDescribed, isKnown, nodeOf, readersOf, type Audience } from "./audience.ts";
export { currentKeyFor, formerNamesFor } from "./former-names.ts";
export { loadVocabulary, type VocabularyPart } from "./load.ts";
export { nearestKey, nearestSibling } from "./nearest-key.ts";
export { nodeBelow } from "./tree.ts";
export type { Description, Entry, KeyNode, Vocabulary } from "./types.ts";
export { isOpen, typesInWords, typeText, type ValueType } from "./value-type.ts";
