import { analysisDefinition, isStatic, listAnalyses, listProjectAnalyses, type Analysis, type Configuration } from "../../analysis/index.ts";
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
  readonly analyses: readonly { readonly id: number; readonly what: string; readonly definition: () => PlannedDefinition }[];
  /** Subjects with analyses that now may need others by their settings; undefined for the project. */
  readonly subjects: ReadonlySet<string | undefined>;
}

/** What `steps` mean for the analyses of the ledger that they are not about: those that an event moves, and those that configurations reach. */
export function affectedBy(ledger: Ledger, steps: readonly Step[]): Affected {
  const moved = new Set(steps.flatMap((step) => (step.kind === "event" ? step.moves : [])));
  const configured = steps.some(({ kind, action }) => kind === "configuration" && action !== "unchanged");
  const own = new Set(steps.map(({ what, action }) => (action === "unchanged" ? "" : what)));
  const change = { before: plannedConfigurations(ledger, []), after: configured ? plannedConfigurations(ledger, steps) : undefined };
  return affectedIn(ledger, moved, change, (reached) => !own.has(whatOf(reached)));
}

/** What the ledger has `before`, and where that is something else, what it has then. */
export interface ConfigurationChange {
  readonly before: readonly Configuration[];
  readonly after: readonly Configuration[] | undefined;
}

/** What it means for analyses of the ledger that those with the ids `moved` stand on something else, and that configurations change. */
export function affectedIn(
  ledger: Ledger,
  moved: ReadonlySet<number>,
  { before, after }: ConfigurationChange,
  isMeant: (reached: Reached) => boolean = () => true,
): Affected {
  if (moved.size === 0 && !after) return { pipelines: [], analyses: [], subjects: new Set() };
  const others = analysesOf(ledger, after ? undefined : moved).filter((reached) => isMeant(reached) && !reached.built);
  const pipelines = after ? new Set(others.map(({ pipeline }) => pipeline)) : [];
  const changed = new Map(
    [...pipelines].map((pipeline): [string, readonly SettingPath[]] => [
      pipeline,
      changedIn(before, after ?? [], pipeline, ledger.formerNames.of(pipeline)),
    ]),
  );
  const met = others.filter((reached) => moved.has(reached.id) || (changed.get(reached.pipeline) ?? []).some((path) => meets(reached, path)));
  const movedSubjects = others.flatMap(({ id, revision, subject }) => (moved.has(id) ? [revision === undefined ? undefined : subject.name] : []));
  return {
    pipelines: [...changed].flatMap(([pipeline, paths]) => (paths.length > 0 ? [pipeline] : [])),
    analyses: met.map((reached) => ({ id: reached.id, what: whatOf(reached), definition: () => definitionOf(ledger, reached) })),
    subjects: new Set([...movedSubjects, ...(after ? subjectsThatAsk(ledger) : [])]),
  };
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
