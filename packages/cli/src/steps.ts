import { isAbsolute, relative } from "node:path";

import { formatChanges, isUrl, type Step, type Warning } from "@asimov-gw/core/blueprint";
import { formatPath } from "@asimov-gw/core/settings";

import { printWarnings } from "./warnings.ts";

const signs: Readonly<Record<Step["action"], string>> = { add: "added", update: "updated", unchanged: "unchanged" };

/** Prints what was done to documents, or would be, and what is worth a look in them; `more` are warnings of other things. */
export function printSteps(
  steps: readonly Step[],
  directory: string,
  options: { readonly dryRun?: boolean; readonly json?: boolean },
  more: readonly Warning[] = [],
): void {
  const warnings = [...steps.flatMap((step) => step.warnings ?? []), ...more];
  if (options.json) {
    const result = steps.map(({ action, what, changes, notes, document }) => ({
      action,
      what,
      changes: changes.map(({ path, before, after }) => ({ key: formatPath(path), path, before, after })),
      notes,
      file: document.source.file,
      document: document.source.document,
    }));
    process.stdout.write(`${JSON.stringify({ dryRun: options.dryRun === true, steps: result, warnings }, null, 2)}\n`);
    return;
  }
  for (const { action, what, changes, notes, document } of steps) {
    const verb = options.dryRun && action !== "unchanged" ? `would be ${signs[action]}` : signs[action];
    // What is neither a URL nor a plugin's name is a file.
    const { file } = document.source;
    process.stdout.write(`${verb}  ${what}  (${isAbsolute(file) && !isUrl(file) ? relative(directory, file) : file})\n`);
    for (const change of formatChanges(changes)) process.stdout.write(`  ${change}\n`);
    for (const note of notes) process.stdout.write(`  ${note}\n`);
  }
  printWarnings(warnings);
}
