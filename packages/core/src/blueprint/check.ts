import type { Vocabulary } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";
import { examine } from "./examine/index.ts";
import { kindOf } from "./kinds.ts";
import { notYetTold } from "./not-yet-told.ts";
import type { BlueprintDocument } from "./parse.ts";
import { validate, type InstalledPipelines } from "./validate.ts";
import type { Warning } from "./warning.ts";

/** What is wrong with documents by themselves, and what in them is worth a look; no ledger is asked. */
export function checkBlueprint(
  documents: readonly BlueprintDocument[],
  options: { readonly installed: InstalledPipelines; readonly vocabulary: Vocabulary },
): { readonly problems: readonly AsimovError[]; readonly warnings: readonly Warning[] } {
  const { vocabulary, installed } = options;
  const knowledge = { vocabulary, installed: new Set(installed.keys()) };
  const problems: AsimovError[] = [];
  const warnings: Warning[] = [];
  for (const document of documents) {
    try {
      const kind = kindOf(document);
      const examined = examine(document, kind, knowledge);
      const found = validate(document, kind, options);
      problems.push(...found, ...notYetTold(examined.problems, found));
      warnings.push(...examined.warnings);
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(error);
    }
  }
  return { problems: once(problems), warnings: once(warnings) };
}

/** Each item once: documents that were made from one text say the same of the same place. */
function once<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
