export {
  analysesIn,
  analysisById,
  analysisDefinition,
  findAnalysis,
  listAnalyses,
  listProjectAnalyses,
  listSubjects,
  subjectByName,
  subjectDefinition,
  type Analysis,
  type Definition,
  type EventAnalysis,
  type ProjectAnalysis,
  type Subject,
} from "./analysis.ts";
export { combinedAnalyses, selectionOf } from "./combined.ts";
export { addressOf, subjectName } from "./address.ts";
export { analysisComments, commentOf } from "./comments.ts";
export { edgeMarks, graphToDot, graphToMermaid } from "./draw-graph.ts";
export { needsGraphs, type GraphEdge, type GraphNode, type NeedsGraph } from "./graph.ts";
export { candidateBatches, candidatesFor, candidatesIn, candidatesOf, selectAnalyses, type Candidates } from "./candidates.ts";
export { type Condition } from "./condition.ts";
export { findCycle } from "./cycle.ts";
export { ledgerFacts } from "./facts.ts";
export { allLabels, formatLabel, labelName, labelsOf, parseLabel, removeLabels, writeLabels, type Label } from "./labels.ts";
export { isAboutSetting } from "./condition.ts";
export { isStatic, matches, type Candidate, type Facts } from "./match.ts";
export { formatNeed, needOf, parseNeeds, plainName, type Need } from "./needs.ts";
export { readReviews, type ReviewList } from "./review-list.ts";
export {
  addReview,
  currentReview,
  currentReviews,
  reviewStatus,
  reviewStatuses,
  reviewsOf,
  type Review,
  type ReviewDraft,
  type ReviewStatus,
} from "./reviews.ts";
export {
  ancestors,
  folderOf,
  hasSaidRunPlaces,
  oddlySaidRunPlaces,
  runPlace,
  runPlaceKeys,
  saidRunPlacesNear,
  usualRunPlacesAt,
  type Runner,
  type RunPlace,
} from "./run-place.ts";
export { isIn, RunLinks } from "./run-links.ts";
export { reservedRunPlace, RunPlaces, sharedRunPlace } from "./run-places.ts";
export { blockers, neededAnalyses, readyAnalyses, type Blocker } from "./ready.ts";
export { partOfGraphs } from "./part-of-graph.ts";
export { parseSelection, selected } from "./selection.ts";
export { analysisLayers, configurations, layersOf, resolveAnalysis, resolveSubject, type Configuration, type ProvidedSettings } from "./settings.ts";
export {
  doneStatuses,
  initialReason,
  initialStatuses,
  releaseCommand,
  restingStatuses,
  statuses,
  wayOut,
  isCoreStatus,
  type Status,
  type StatusChange,
} from "./status.ts";
export { moveToNewest, subjectRevisions, type SubjectRevision } from "./revisions.ts";
export { ownPriority, setPriority } from "./priority.ts";
export { beginPauses, currentPauses, describePause, endPauses, pauseOf, type Pause, type PauseTarget } from "./pauses.ts";
export { findSubject, findTarget, type Target } from "./target.ts";
export { waitingAnalyses, waitingReasons, type Waiting } from "./waiting.ts";
export { isRemoteRepository } from "./remote-repository.ts";
