import { dirname } from "node:path";

import type { Ledger } from "../../ledger/index.ts";
import { directoriesOf } from "../../project/index.ts";
import { AsimovError, AsimovErrors, throwAll } from "../../system/index.ts";
import { loadVocabulary } from "../../settings/index.ts";
import { examine } from "../examine/index.ts";
import { kindOf } from "../kinds.ts";
import { notYetTold } from "../not-yet-told.ts";
import type { BlueprintDocument } from "../parse.ts";
import { validateSpellings } from "../spellings.ts";
import { validate } from "../validate.ts";
import type { Warning } from "../warning.ts";
import { planAnalysis } from "./analysis.ts";
import { checkRunDirectories } from "./check-run-directories.ts";
import { checkTogether } from "./check-together.ts";
import { planConfiguration } from "./configuration.ts";
import { remember, type Earlier } from "./earlier.ts";
import { planEvent } from "./event.ts";
import { planProjectAnalysis } from "./project-analysis.ts";
import type { ApplyOptions, Planner, Step } from "./step.ts";
import { unknownStatuses } from "./unknown-status.ts";

/** What applying `documents` in their order would do. Throws all problems together; changes nothing. */
export function plan(ledger: Ledger, documents: readonly BlueprintDocument[], options: ApplyOptions): readonly Step[] {
  const problems: AsimovError[] = [];
  const knowledge = { vocabulary: options.vocabulary ?? loadVocabulary([]), installed: new Set(options.installed.keys()) };
  const warned = new Set<string>();
  const steps: Step[] = [];
  const earlier: Earlier = { byWhat: new Map(), directories: new Map() };
  const refused = new Set<string>();
  for (const document of documents) {
    const before = problems.length;
    try {
      const kind = kindOf(document);
      const examined = examine(document, kind, knowledge);
      const valid = validate(document, kind, { installed: options.installed, vocabulary: knowledge.vocabulary });
      const found = [...valid, ...notYetTold(examined.problems, valid)];
      problems.push(...found);
      if (found.length > 0) continue;
      const { content, source } = examined.document;
      // What is wrong with its event is what there is to mend.
      if (eventsOf(content, options).some((event) => refused.has(event))) continue;
      // However it is spelled: "Subject" and "event" are no difference.
      const step = planners[kind](ledger, { content: { ...content, kind }, source }, options, earlier);
      remember(earlier, step);
      // A command may have set in the ledger what the blueprint says in another spelling.
      if (step.action === "update") problems.push(...validateSpellings(step.document, kind, knowledge));
      const warnings = [...examined.warnings, ...unknownStatuses(ledger, step)];
      steps.push({ ...step, warnings: warnings.filter((warning) => isNew(warning, warned)) });
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(...(error instanceof AsimovErrors ? error.errors : [error]));
    } finally {
      const { name } = document.content;
      if (problems.length > before && isEvent(document) && typeof name === "string") refused.add(name);
    }
  }
  throwAll(problems);
  // Needs are looked at when all documents are known: they may point forward.
  const together = checkTogether(ledger, steps, knowledge.vocabulary);
  const directories = options.directories ?? directoriesOf(dirname(dirname(ledger.file)));
  throwAll([...together.problems, ...checkRunDirectories(ledger, steps, directories)]);
  return steps.map((step) => ({ ...step, notes: [...step.notes, ...(together.notes.get(step) ?? [])] }));
}

function isEvent({ content: { kind } }: BlueprintDocument): boolean {
  return typeof kind === "string" && kind.toLowerCase() === "event";
}

function eventsOf({ event, subjects }: BlueprintDocument["content"], options: ApplyOptions): readonly string[] {
  const own = options.event ?? event ?? options.eventIfNone;
  return [...(typeof own === "string" ? [own] : []), ...(Array.isArray(subjects) ? subjects.map(String) : [])];
}

// Documents that were made from one text say the same of the same place.
function isNew(warning: Warning, warned: Set<string>): boolean {
  const key = JSON.stringify(warning);
  const isFirst = !warned.has(key);
  warned.add(key);
  return isFirst;
}

const planners: Readonly<Record<Step["kind"], Planner>> = {
  configuration: planConfiguration,
  event: planEvent,
  analysis: planAnalysis,
  projectanalysis: planProjectAnalysis,
};
