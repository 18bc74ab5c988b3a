import type { Ledger } from "../../ledger/index.ts";
import { AsimovError, throwAll } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { kindOf, validate } from "../validate.ts";
import { planAnalysis } from "./analysis.ts";
import { checkNeeds } from "./check-needs.ts";
import { planConfiguration } from "./configuration.ts";
import { remember, type Earlier } from "./earlier.ts";
import { planEvent } from "./event.ts";
import type { ApplyOptions, Planner, Step } from "./step.ts";

/** What applying `documents` in their order would do. Throws all problems together; changes nothing. */
export function plan(ledger: Ledger, documents: readonly BlueprintDocument[], options: ApplyOptions): readonly Step[] {
  const problems: AsimovError[] = [];
  const steps: Step[] = [];
  const earlier: Earlier = { byWhat: new Map(), directories: new Map() };
  for (const document of documents) {
    try {
      const kind = kindOf(document);
      const found = validate(document, kind, options.installed);
      problems.push(...found);
      if (found.length > 0) continue;
      const step = planners[kind](ledger, document, options, earlier);
      remember(earlier, step);
      steps.push(step);
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(error);
    }
  }
  throwAll(problems);
  // Needs are looked at when all documents are known: they may point forward.
  const needs = checkNeeds(ledger, steps);
  throwAll(needs.problems);
  return steps.map((step) => ({ ...step, notes: [...step.notes, ...(needs.notes.get(step) ?? [])] }));
}

const planners: Readonly<Record<Step["kind"], Planner>> = { configuration: planConfiguration, event: planEvent, analysis: planAnalysis };
