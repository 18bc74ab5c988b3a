import { subjectByName, type Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { checkPriors, tryToResolve, type Layer } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { Affected } from "./affected.ts";
import { plannedLayers, type PlannedDefinition } from "./planned-layers.ts";
import type { AnalysisStep } from "./planned.ts";
import { nothing } from "./reach.ts";
import type { Step } from "./step.ts";

/**
 * What is wrong with the settings that analyses will have, with all layers merged: those of `steps`, and those of the ledger that `steps` reach. Of each
 * problem the first analysis that has it; what the ledger has that is wrong already is not told again.
 */
export function checkMergedSettings(ledger: Ledger, steps: readonly Step[], affected: Affected): readonly AsimovError[] {
  const [layers, before] = [plannedLayers(ledger, steps), plannedLayers(ledger, [])];
  const own = steps.flatMap((step) => {
    if ((step.kind !== "analysis" && step.kind !== "projectanalysis") || step.action === "unchanged") return [];
    return [{ what: step.what, problems: problemsOf(layers(definitionOf(ledger, step))) }];
  });
  return firstOfEach([...own, ...newProblems(affected, layers, (planned) => problemsOf(before(planned)))]);
}

/** What is wrong with the settings of one thing. */
export interface Wrong {
  readonly what: string;
  readonly problems: readonly AsimovError[];
}

/** What is wrong with settings that are `affected` and was not before. */
export function newProblems(
  affected: Affected,
  layers: (planned: PlannedDefinition) => readonly Layer[],
  before: (planned: PlannedDefinition, id: number | undefined) => readonly AsimovError[],
): readonly Wrong[] {
  const wrong = (what: string, planned: PlannedDefinition, id?: number): readonly Wrong[] => {
    const found = problemsOf(layers(planned));
    if (found.length === 0) return [];
    const known = new Set(before(planned, id).map(keyOf));
    return [{ what, problems: found.filter((problem) => !known.has(keyOf(problem))) }];
  };
  // What only configurations say is looked at once, not once for each analysis.
  const ofAll = (pipeline: string): PlannedDefinition => ({ name: "", subject: undefined, pipeline, definition: nothing });
  return [
    ...affected.pipelines.flatMap((pipeline) => wrong(`pipeline ${pipeline}`, ofAll(pipeline))),
    ...affected.analyses.flatMap(({ id, what, definition }) => wrong(what, definition(), id)),
  ];
}

/** Each problem once, named after the first that has it. */
export function firstOfEach(wrong: readonly Wrong[]): readonly AsimovError[] {
  const all = new Map<string, AsimovError>();
  for (const { what, problems } of wrong) {
    for (const problem of problems) if (!all.has(keyOf(problem))) all.set(keyOf(problem), of(what, problem));
  }
  return [...all.values()];
}

/** What is wrong with merged settings. */
export function problemsOf(layers: readonly Layer[]): readonly AsimovError[] {
  const { problems, ...resolved } = tryToResolve(layers);
  return [...problems, ...checkPriors(resolved)];
}

function definitionOf(ledger: Ledger, step: AnalysisStep): PlannedDefinition {
  const { name, document } = step;
  const subject = step.kind === "analysis" ? step.subject : undefined;
  const pipeline = (document.content["pipeline"] as string).toLowerCase();
  return { name, subject, pipeline, definition: document, known: knownTo(ledger, step) };
}

function knownTo(ledger: Ledger, step: AnalysisStep): Pick<Analysis, "id" | "subjectRevision"> | undefined {
  if (step.kind !== "analysis" || step.action !== "update") return undefined;
  const sql = "SELECT id, subject_revision FROM analyses WHERE subject_id = ? AND name = ?";
  const row = ledger.get(sql, subjectByName(ledger, step.subject)!.id, step.name)!;
  return { id: Number(row["id"]), subjectRevision: Number(row["subject_revision"]) };
}

function keyOf(problem: AsimovError): string {
  return JSON.stringify(problem);
}

function of(what: string, { code, message, at, remedy }: AsimovError): AsimovError {
  return new AsimovError(code, { message: `${what}: ${message}`, at, remedy });
}
