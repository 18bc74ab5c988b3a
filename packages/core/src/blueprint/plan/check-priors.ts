import { subjectByName, type Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { checkPriors, resolveLayers, type Layer } from "../../settings/index.ts";
import { AsimovError, AsimovErrors } from "../../system/index.ts";
import { plannedLayers } from "./planned-layers.ts";
import type { AnalysisStep } from "./planned.ts";
import type { Step } from "./step.ts";

/** What is wrong with the priors that the analyses of `steps` will have, with all layers merged: of each problem the first analysis that has it. */
export function checkMergedPriors(ledger: Ledger, steps: readonly Step[]): readonly AsimovError[] {
  const layers = plannedLayers(ledger, steps);
  const problems = new Map<string, AsimovError>();
  for (const step of steps) {
    if ((step.kind !== "analysis" && step.kind !== "projectanalysis") || step.action === "unchanged") continue;
    const { name, document } = step;
    const subject = step.kind === "analysis" ? step.subject : undefined;
    const pipeline = (document.content["pipeline"] as string).toLowerCase();
    for (const problem of problemsOf(layers({ name, subject, pipeline, definition: document, known: knownTo(ledger, step) }))) {
      const key = JSON.stringify(problem);
      if (!problems.has(key)) problems.set(key, of(step, problem));
    }
  }
  return [...problems.values()];
}

function problemsOf(layers: readonly Layer[]): readonly AsimovError[] {
  const priors = layers.flatMap((layer) =>
    Object.hasOwn(layer.settings, "priors") ? [{ ...layer, settings: { priors: layer.settings["priors"] ?? null } }] : [],
  );
  try {
    return checkPriors(resolveLayers(priors));
  } catch (error) {
    if (error instanceof AsimovErrors) return error.errors;
    if (error instanceof AsimovError) return [error];
    throw error;
  }
}

function knownTo(ledger: Ledger, step: AnalysisStep): Pick<Analysis, "id" | "subjectRevision"> | undefined {
  if (step.kind !== "analysis" || step.action !== "update") return undefined;
  const sql = "SELECT id, subject_revision FROM analyses WHERE subject_id = ? AND name = ?";
  const row = ledger.get(sql, subjectByName(ledger, step.subject)!.id, step.name)!;
  return { id: Number(row["id"]), subjectRevision: Number(row["subject_revision"]) };
}

function of({ what }: AnalysisStep, { code, message, at, remedy }: AsimovError): AsimovError {
  return new AsimovError(code, { message: `${what}: ${message}`, at, remedy });
}
