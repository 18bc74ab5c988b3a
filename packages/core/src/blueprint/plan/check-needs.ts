import {
  analysisDefinition,
  findCycle,
  formatNeed,
  isAboutSetting,
  isStatic,
  plainName,
  selectionOf,
  type Candidates,
  type Need,
} from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { canonicalKey, knownKeys, meantKey, placeIn, type Vocabulary } from "../../settings/index.ts";
import { AsimovError, didYouMean, type Place } from "../../system/index.ts";
import { plannedCandidates, type AnalysisStep, type Planned } from "./planned.ts";
import type { Step } from "./step.ts";

/** What is wrong with needs, and what is only worth a note. */
export interface NeedsFindings {
  readonly problems: readonly AsimovError[];
  readonly notes: ReadonlyMap<Step, readonly string[]>;
}

/**
 * Looks at what the analyses that `steps` apply need and combine: unknown names, circles, and conditions that match nothing now. `others` are further
 * subjects, of which other settings may close a circle; undefined for the project. `vocabulary` is for what was most likely meant.
 */
export function checkNeeds(ledger: Ledger, steps: readonly Step[], others: ReadonlySet<string | undefined>, vocabulary?: Vocabulary): NeedsFindings {
  const mine = steps.filter((step) => step.kind === "analysis" || step.kind === "projectanalysis");
  const candidates = plannedCandidates(ledger, steps, mine, others);
  const bySubject = Map.groupBy(candidates.all, ({ subject }) => subject);
  const problems: AsimovError[] = [];
  const notes = new Map<Step, readonly string[]>();
  for (const analyses of bySubject.values()) {
    problems.push(...unknownNames(analyses, bySubject), ...circles(ledger, analyses, candidates, others));
  }
  if (problems.length > 0) return { problems, notes };
  for (const analysis of candidates.all) {
    const found = analysis.step && analysis.step.action !== "unchanged" ? unmatched(analysis, candidates, vocabulary) : [];
    if (found.length > 0) notes.set(analysis.step!, found);
  }
  return { problems, notes };
}

type BySubject = ReadonlyMap<string | undefined, readonly Planned[]>;

function unknownNames(analyses: readonly Planned[], bySubject: BySubject): readonly AsimovError[] {
  // Of one subject all see the same names.
  const ofSubject = new Set(analyses.map(({ name }) => name));
  return analyses.flatMap(({ step }) => {
    if (!step) return [];
    const [forNeeds, forSelects] = step.kind === "analysis" ? [ofSubject, ofSubject] : namesFor(step, bySubject);
    return [...unknownIn(step, "needs", step.needs, forNeeds), ...unknownIn(step, "analyses", step.selects ?? [], forSelects)];
  });
}

function namesFor(
  step: Extract<AnalysisStep, { kind: "projectanalysis" }>,
  bySubject: BySubject,
): readonly [ReadonlySet<string>, ReadonlySet<string>] {
  const ofSubjects = step.subjects.flatMap((subject) => (bySubject.get(subject) ?? []).map(({ name }) => name));
  const others = (bySubject.get(undefined) ?? []).map(({ name }) => name).filter((name) => name !== step.name);
  return [new Set([...others, ...ofSubjects]), new Set(ofSubjects)];
}

function unknownIn(step: AnalysisStep, key: Key, items: readonly Need[], names: ReadonlySet<string>): readonly AsimovError[] {
  const verb = key === "needs" ? "needs" : "combines";
  const whose = step.kind === "analysis" ? step.subject : step.subjects.length > 5 ? "its events" : step.subjects.join(", ");
  const not = step.kind === "projectanalysis" && key === "needs" ? "neither a project analysis nor" : "not";
  return items.flatMap((item, index) => {
    const name = plainName(item);
    if (name === undefined || names.has(name) || item.optional) return [];
    return [
      new AsimovError("NEEDS_UNKNOWN", {
        message: `${step.what} ${verb} "${name}", which is ${not} an analysis of ${whose}.${meant(name, names)}`,
        at: placeOf(step, index, key),
        remedy: `Apply that analysis first or in the same file, or mark the ${key === "needs" ? "need" : "item"} as optional: {name: NAME, optional: true}`,
      }),
    ];
  });
}

// Of the same event the name alone is enough, and all that is understood.
function meant(name: string, names: ReadonlySet<string>): string {
  const alone = name.slice(name.indexOf("/") + 1);
  return alone !== name && names.has(alone) ? ` Write its name alone: "${alone}".` : didYouMean(name, names);
}

function circles(
  ledger: Ledger,
  analyses: readonly Planned[],
  candidates: Candidates<Planned>,
  others: ReadonlySet<string | undefined>,
): readonly AsimovError[] {
  const graph = new Map(analyses.map((analysis) => [analysis.name, lasting(analysis, candidates).flatMap(({ names }) => names)]));
  const cycle = findCycle(graph);
  if (!cycle) return [];
  const inCycle = analyses.filter(({ name }) => cycle.includes(name));
  const start = inCycle.find(({ step }) => step) ?? inCycle.find(({ subject }) => others.has(subject));
  if (!start) return [];
  const through = lasting(start, candidates).find(({ names }) => names.some((name) => cycle.includes(name)));
  const whose = start.subject === undefined ? "the project analyses" : `the analyses of ${start.subject}`;
  const { source } = start.step?.document ?? analysisDefinition(ledger, start.known!.id);
  return [
    new AsimovError("NEEDS_CYCLE", {
      message: `${whose} need each other in a circle: ${cycle.join(" -> ")}`,
      at: placeIn(source, [through?.key ?? "needs", String(through?.index ?? 0)]),
      remedy: `Remove one of these from its "${through?.key ?? "needs"}", or choose conditions that do not mean it.`,
    }),
  ];
}

type Key = "needs" | "analyses";

interface Lasting {
  readonly key: Key;
  readonly index: number;
  readonly names: readonly string[];
}

// What items mean whatever happens: a circle that statuses, reviews or labels close may open again by itself, and blocks until then.
function lasting(analysis: Planned, candidates: Candidates<Planned>): readonly Lasting[] {
  const read = (key: Key, items: readonly Need[], look: Candidates<Planned>["matching"]): readonly Lasting[] =>
    items.map((item, index) => ({ key, index, names: lastingly(item, analysis, look) }));
  return [...read("needs", analysis.needs, candidates.matching), ...read("analyses", analysis.selects, candidates.selected)];
}

function lastingly(item: Need, analysis: Planned, look: Candidates<Planned>["matching"]): readonly string[] {
  const name = plainName(item);
  // Also its own, which nothing else would find. What project analyses take from events can't lead back to them.
  if (name !== undefined && analysis.subject !== undefined) return [name];
  const found = name !== undefined || item.conditions.every(isStatic) ? look(item, analysis) : [];
  return found.filter(({ subject }) => subject === analysis.subject).map((other) => other.name);
}

function unmatched(analysis: Planned, candidates: Candidates<Planned>, vocabulary: Vocabulary | undefined): readonly string[] {
  const notes = analysis.needs.flatMap((need) => {
    if (plainName(need) !== undefined || candidates.matching(need, analysis).length > 0) return [];
    const meaning = need.optional ? "it is optional, so that nothing waits for it" : "it waits until something does";
    return [
      `${analysis.name} needs "${formatNeed(need)}", which nothing matches now: ${meaning}.${meantKeys([need], candidates, vocabulary)}`.replace(
        /\.$/,
        "",
      ),
    ];
  });
  const items = selectionOf(analysis);
  if (items.length === 0 || items.some((item) => candidates.selected(item, analysis).length > 0)) return notes;
  const combines = `${analysis.name} combines "${items.map(formatNeed).join('", "')}", which nothing matches now: it waits until something does`;
  return [...notes, `${combines}.${meantKeys(items, candidates, vocabulary)}`.replace(/\.$/, "")];
}

// Of conditions about settings that nobody knows: what is misspelt there would be waited for without end.
function meantKeys(items: readonly Need[], candidates: Candidates<Planned>, vocabulary: Vocabulary | undefined): string {
  const paths = items.flatMap(({ conditions }) => conditions.filter(isAboutSetting).map(({ path }) => path));
  if (paths.length === 0) return "";
  const written = candidates.all.flatMap(({ step }) => (step ? knownKeys([{ name: step.what, settings: step.document.content }]) : []));
  const keys = new Set([...(vocabulary?.entries.keys() ?? []), ...written]);
  const isKnown = (path: string): boolean => keys.has(canonicalKey(path)) || vocabulary?.deprecated.has(path) === true;
  return paths.map((path) => (isKnown(path) ? "" : meantKey(path, keys))).join("");
}

function placeOf({ document }: AnalysisStep, index: number, key: Key): Place {
  return placeIn(document.source, [key, String(index)]);
}
