import { resolve } from "node:path";

import { counted, exportLedger, importInto, readBlueprints } from "@asimov-gw/core/blueprint";
import { findSubject } from "@asimov-gw/core/analysis";
import { openLedger } from "@asimov-gw/core/project";
import { writeAtomic, writingFor } from "@asimov-gw/core/system";

import { printText } from "../print.ts";
import { printSteps } from "../steps.ts";
import { withSession } from "../with-session.ts";

/** `asimov export`: what was decided, as blueprints. */
export async function exportBlueprints(
  directory: string,
  command: string,
  event: string | undefined,
  options: { readonly output?: string; readonly json?: boolean },
): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const { text, started } = await exportLedger(ledger, event === undefined ? undefined : findSubject(ledger, event));
    const file = options.output === undefined ? undefined : resolve(directory, options.output);
    if (file !== undefined) writingFor(file, () => writeAtomic(file, text));
    if (options.json) process.stdout.write(`${JSON.stringify({ file, started, ...(file === undefined ? { text } : {}) }, null, 2)}\n`);
    else if (file === undefined) printText(text);
    else process.stdout.write(`wrote ${file}\n`);
    if (started.length > 0)
      process.stderr.write(`attempts and results are not exported; held back in the export, since they were run: ${counted(started)}\n`);
  } finally {
    ledger.close();
  }
}

/** `asimov import`: what `asimov export` made, into an empty project. */
export async function importExport(
  directory: string,
  command: string,
  file: string,
  options: { readonly dryRun?: boolean; readonly json?: boolean },
): Promise<void> {
  const documents = await readBlueprints([file], { directory });
  await withSession(directory, command, async (session) => {
    const steps = importInto(session.project.ledger, documents, session.knowledge, options.dryRun);
    printSteps(steps, directory, options);
  });
}
