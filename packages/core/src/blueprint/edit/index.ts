export { parseAssignment, parseKey, type Assignment } from "./assignment.ts";
export { copyAnalysis } from "./copy.ts";
export { personsChanges, type PersonsChange } from "./decisions.ts";
export { rehearse } from "./rehearse.ts";
export { findConfiguration, planDeletion, removeRows, type Deletable, type Deletion } from "./remove.ts";
export { setSettings, type EditOptions } from "./set.ts";
export { findInTrash, listTrash, restoreRows, type TrashItem } from "./trash.ts";
export { linesOf, undoChange, type Undone } from "./undo.ts";
