// For who looks and does not act: a door of its own, since most commands need nothing of it.
export { groupsOf, type Group } from "./groups.ts";
export { whyAnalysis, type OpenSubmission, type UnmetNeed, type Why } from "./analysis.ts";
