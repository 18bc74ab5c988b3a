import { relative } from "node:path";

import { apply as applyDocuments, isUrl, plan, publicUrl, readBlueprints, type Step, type Warning } from "@asimov-gw/core/blueprint";
import { asWarning, printWarnings } from "../warnings.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov apply`. */
export interface ApplyCommandOptions {
  /** Names of files, and http(s) URLs. */
  readonly file: readonly string[];
  readonly event?: string;
  readonly update?: boolean;
  readonly updateUnstarted?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const signs: Readonly<Record<Step["action"], string>> = { add: "added", update: "updated", unchanged: "unchanged" };

/** `asimov apply`: puts the documents of all files into the ledger as one transaction. */
export async function apply(directory: string, command: string, options: ApplyCommandOptions): Promise<void> {
  const documents = await readBlueprints(options.file, { directory });
  const warnings: Warning[] = [];
  const steps = await withSession(directory, withoutSecrets(command, options.file), async (session) => {
    const { ledger } = session.project;
    const applyOptions = {
      event: options.event,
      update: options.update,
      updateUnstarted: options.updateUnstarted,
      installed: session.installed,
      vocabulary: session.vocabulary,
    };
    warnings.push(...session.vocabulary.problems.map(asWarning));
    return options.dryRun ? plan(ledger, documents, applyOptions) : applyDocuments(ledger, documents, applyOptions);
  });
  warnings.unshift(...steps.flatMap((step) => step.warnings ?? []));
  if (options.json) {
    const result = steps.map(({ action, what, notes, document }) => ({
      action,
      what,
      notes,
      file: document.source.file,
      document: document.source.document,
    }));
    process.stdout.write(`${JSON.stringify({ dryRun: options.dryRun === true, steps: result, warnings }, null, 2)}\n`);
    return;
  }
  for (const { action, what, notes, document } of steps) {
    const verb = options.dryRun && action !== "unchanged" ? `would be ${signs[action]}` : signs[action];
    process.stdout.write(`${verb}  ${what}  (${isUrl(document.source.file) ? document.source.file : relative(directory, document.source.file)})\n`);
    for (const note of notes) process.stdout.write(`  ${note}\n`);
  }
  printWarnings(warnings);
}

// The ledger keeps the command line for ever, and shows it to everybody who can read it.
function withoutSecrets(command: string, files: readonly string[]): string {
  return files.filter(isUrl).reduce((text, url) => text.replaceAll(url, () => publicUrl(url)), command);
}
