import { addressOf, findTarget } from "@asimov-gw/core/analysis";
import { findConfiguration, planDeletion, type Deletable } from "@asimov-gw/core/blueprint";
import type { Ledger } from "@asimov-gw/core/ledger";
import { deleteThings } from "@asimov-gw/core/lifecycle/edits";

import { confirm } from "../choose.ts";
import { printCounted } from "../counted.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov delete`. */
export interface DeleteOptions {
  readonly withDependents?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `asimov delete`: takes an event, an analysis or a configuration out of the ledger, into the trash. */
export async function deleteThing(directory: string, command: string, words: readonly string[], options: DeleteOptions): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    const thing = find(ledger, words);
    const planned = planDeletion(ledger, [thing], options.withDependents);
    const name = words.join(" ");
    const { notes } = planned;
    const addresses = planned.analyses.map((id) => addressOf(ledger, id));
    if (!options.json) {
      process.stdout.write(`${options.dryRun ? "would delete" : "deletes"}  ${name}  (analyses: ${addresses.length})\n`);
      printCounted([...addresses, ...notes].map((line) => `  ${line}`));
    }
    if (options.dryRun !== true && options.yes !== true && options.json !== true) await confirm(`Delete ${name} with ${addresses.length} analyses?`);
    const moved = options.dryRun ? [] : deleteThings(session, [thing], options.withDependents === true).moved;
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ dryRun: options.dryRun === true, deleted: name, analyses: addresses, notes, moved }, null, 2)}\n`);
      return;
    }
    for (const path of moved) process.stdout.write(`  moved to ${path}\n`);
    if (!options.dryRun)
      process.stdout.write("asimov trash lists what was deleted, and brings it back; results in the store and config files in git stay\n");
  });
}

function find(ledger: Ledger, [first = "", second]: readonly string[]): Deletable {
  if (first === "configuration" && second !== undefined) return findConfiguration(ledger, second);
  const { subject, analysis } = findTarget(ledger, first, second);
  return analysis ? { table: "analyses", id: analysis.id } : { table: "subjects", id: subject.id };
}
