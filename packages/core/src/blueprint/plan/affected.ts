import { analysisDefinition, isStatic, listAnalyses, listProjectAnalyses, type Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { SettingPath, Settings } from "../../settings/index.ts";
import { plannedConfigurations, type PlannedDefinition } from "./planned-layers.ts";
import { analysesOf, changedIn, speaksOf, type Reached } from "./reach.ts";
import type { Step } from "./step.ts";

/** What of the ledger gets other settings from steps that are not about it. */
export interface Affected {
  /** Pipelines of analyses that are not built, whose configurations say something else. */
  readonly pipelines: readonly string[];
  /** Analyses that are not built, and for which the other settings meet their own or those of their event. */
  readonly analyses: readonly { readonly what: string; readonly definition: () => PlannedDefinition }[];
  /** Subjects with analyses that now may need others by their settings; undefined for the project. */
  readonly subjects: ReadonlySet<string | undefined>;
}

/** What `steps` mean for the analyses of the ledger that they are not about: those that an event moves, and those that configurations reach. */
export function affectedBy(ledger: Ledger, steps: readonly Step[]): Affected {
  const moved = new Set(steps.flatMap((step) => (step.kind === "event" ? step.moves : [])));
  const configured = steps.some(({ kind, action }) => kind === "configuration" && action !== "unchanged");
  if (moved.size === 0 && !configured) return { pipelines: [], analyses: [], subjects: new Set() };
  const own = new Set(steps.map(({ what, action }) => (action === "unchanged" ? "" : what)));
  const others = analysesOf(ledger).filter((reached) => !own.has(whatOf(reached)) && !reached.built);
  const changed = configured
    ? changedPaths(ledger, steps, new Set(others.map(({ pipeline }) => pipeline)))
    : new Map<string, readonly SettingPath[]>();
  const met = others.filter((reached) => moved.has(reached.id) || (changed.get(reached.pipeline) ?? []).some((path) => meets(reached, path)));
  const movedSubjects = others.flatMap(({ id, subject }) => (moved.has(id) ? [subject.name] : []));
  return {
    pipelines: [...changed].flatMap(([pipeline, paths]) => (paths.length > 0 ? [pipeline] : [])),
    analyses: met.map((reached) => ({ what: whatOf(reached), definition: () => definitionOf(ledger, reached) })),
    subjects: new Set([...movedSubjects, ...(configured ? subjectsThatAsk(ledger) : [])]),
  };
}

function changedPaths(ledger: Ledger, steps: readonly Step[], pipelines: ReadonlySet<string>): ReadonlyMap<string, readonly SettingPath[]> {
  const [before, after] = [plannedConfigurations(ledger, []), plannedConfigurations(ledger, steps)];
  return new Map([...pipelines].map((pipeline) => [pipeline, changedIn(before, after, pipeline)] as const));
}

// The two ends of a prior's range may be set at different places.
function meets({ definition, subject }: Reached, path: SettingPath): boolean {
  const top = path[0] === "priors" ? path.slice(0, 2) : path;
  const speaks = (content: Settings): boolean => speaksOf(content, path) || (path[0] === "priors" && hasAt(content, top));
  return speaks(definition.content) || speaks(subject.definition.content);
}

function hasAt(content: Settings, path: SettingPath): boolean {
  let value: unknown = content;
  for (const key of path) value = typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Settings)[key] : undefined;
  return value !== undefined;
}

function whatOf({ address }: Reached): string {
  return address.startsWith("project:") ? `project analysis ${address.slice("project:".length)}` : `analysis ${address}`;
}

function definitionOf(ledger: Ledger, { id, name, pipeline, subject, revision }: Reached): PlannedDefinition {
  const definition = analysisDefinition(ledger, id);
  if (revision === undefined) return { name, subject: undefined, pipeline, definition };
  return { name, subject: subject.name, pipeline, definition, known: { id, subjectRevision: revision } };
}

// Conditions about settings: what all others mean does not depend on them.
function subjectsThatAsk(ledger: Ledger): readonly (string | undefined)[] {
  return [...listAnalyses(ledger), ...listProjectAnalyses(ledger)].flatMap((analysis) => (asks(analysis) ? [analysis.subject] : []));
}

const notSettings: ReadonlySet<string> = new Set(["name", "pipeline", "subject"]);

function asks(analysis: Analysis): boolean {
  const items = analysis.kind === "event" ? analysis.needs : [...analysis.needs, ...analysis.selects];
  return items.some(({ conditions }) => conditions.some((condition) => isStatic(condition) && !notSettings.has(condition.path)));
}
