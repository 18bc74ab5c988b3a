import { AsimovError } from "../system/index.ts";
import type { Analysis } from "./analysis.ts";
import type { Candidates } from "./candidates.ts";
import { selectionOf } from "./combined.ts";
import { formatNeed, plainName, type Need } from "./needs.ts";
import { doneStatuses } from "./status.ts";

/** Why a need is not met. */
export interface Blocker {
  readonly need: Need;
  /** The analysis that is waited for; undefined when the need matches nothing. */
  readonly analysis?: Analysis | undefined;
  /** What is waited for, for people, after "waits for": `"psd", which is running`. */
  readonly reason: string;
}

/** The analyses among `candidates` that may start now, in their order. */
export function readyAnalyses(candidates: Candidates): readonly Analysis[] {
  return candidates.all.filter((analysis) => analysis.status === "ready" && blockers(analysis, candidates).length === 0);
}

/**
 * What keeps `analysis` from starting, each once: unmet needs with the analyses that they mean, and analyses that it combines and that are not
 * done; empty when nothing does.
 */
export function blockers(analysis: Analysis, candidates: Candidates): readonly Blocker[] {
  const needed = analysis.needs.flatMap((need) => blockersOf(need, analysis, candidates));
  const all = analysis.kind === "event" ? needed : [...needed, ...selectionBlockers(analysis, candidates)];
  // Several needs may wait for one and the same.
  const known = new Set<string>();
  return all.filter(({ reason }) => !known.has(reason) && known.add(reason));
}

/** What keeps one need of `analysis` from being met. */
export function blockersOf(need: Need, analysis: Analysis, candidates: Candidates): readonly Blocker[] {
  return blockersAmong(matchingOrError(candidates.matching, need, analysis), need, analysis, need.optional);
}

/** What keeps one item of what `analysis` combines from being whole; that something else than a name means nothing does not. */
export function itemBlockersOf(item: Need, analysis: Analysis, candidates: Candidates): readonly Blocker[] {
  const found = matchingOrError(candidates.selected, item, analysis);
  return blockersAmong(found, item, analysis, item.optional || plainName(item) === undefined);
}

function selectionBlockers(analysis: Analysis, candidates: Candidates): readonly Blocker[] {
  const items = selectionOf(analysis);
  const found = items.flatMap((item) => itemBlockersOf(item, analysis, candidates));
  if (found.length > 0) return found;
  if (items.some((item) => candidates.selected(item, analysis).length > 0)) return [];
  return [{ need: items[0]!, reason: "something to combine, and there is nothing now" }];
}

function blockersAmong(found: readonly Analysis[] | AsimovError, need: Need, analysis: Analysis, mayBeNone: boolean): readonly Blocker[] {
  if (found instanceof AsimovError) return [{ need, reason: `${described(need)}; what that is can't be told: ${found.message}` }];
  if (found.length === 0) return mayBeNone ? [] : [{ need, reason: missing(need) }];
  const called = (other: Analysis): string => (other.subject === analysis.subject ? other.name : other.address);
  return found.flatMap((other) => (isMet(need, other) ? [] : [{ need, analysis: other, reason: `"${called(other)}", which ${stateOf(other)}` }]));
}

/** The analyses that `analysis` needs and that are there, each once, in the order of its `needs`. Throws where settings contradict each other. */
export function neededAnalyses(analysis: Analysis, candidates: Candidates): readonly Analysis[] {
  return [...new Set(analysis.needs.flatMap((need) => candidates.matching(need, analysis)))];
}

// Contradicting settings of one analysis must not stop all others: they block what asks for them.
function matchingOrError(look: Candidates["matching"], need: Need, analysis: Analysis): readonly Analysis[] | AsimovError {
  try {
    return look(need, analysis);
  } catch (error) {
    if (error instanceof AsimovError) return error;
    throw error;
  }
}

function isMet({ until }: Need, { status }: Analysis): boolean {
  return until === "uploaded" ? status === "uploaded" : doneStatuses.has(status);
}

function missing(need: Need): string {
  return plainName(need) === undefined ? `${described(need)}, and there is none now` : `${described(need)}, which does not exist`;
}

function described(need: Need): string {
  const name = plainName(need);
  return name === undefined ? `an analysis with ${formatNeed(need)}` : `"${name}"`;
}

function stateOf({ status, reason }: Analysis): string {
  const [why = ""] = reason.split("\n");
  const short = why.length > longestReason ? `${why.slice(0, longestReason)}...` : why;
  return Object.hasOwn(states, status) ? states[status]!(short === "" ? "" : ` (${short})`) : `is ${status}`;
}

const longestReason = 60;

const states: Readonly<Record<string, (why: string) => string>> = {
  ready: () => "is ready but has not run",
  wait: () => "is held (wait) until a person releases it",
  finished: () => "is finished, but its results are not in the store yet",
  processing: () => "is in post-processing: its results are not in the store yet",
  stuck: (why) => `is stuck and needs a person${why}`,
  stop: () => "is about to be stopped",
  stopped: () => "is stopped and needs a person",
  restart: () => "is about to run again",
  cancelled: (why) => `is cancelled and will not run${why}`,
  manual: () => "is looked after by hand (manual)",
};
