import { addressOf, findTarget } from "@asimov-gw/core/analysis";
import { findConfiguration, planDeletion, type Deletable } from "@asimov-gw/core/blueprint";
import type { Ledger } from "@asimov-gw/core/ledger";
import { deleteThings } from "@asimov-gw/core/lifecycle/edits";
import { AsimovError } from "@asimov-gw/core/system";

import { agreed } from "../ask.ts";
import { printCounted } from "../counted.ts";
import { chosen, unconfirmed, type SelectionOptions } from "../selection.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov delete`. */
export interface DeleteOptions extends SelectionOptions {
  readonly withDependents?: boolean;
}

/** `asimov delete`: takes an event, a configuration, or analyses that are named or selected out of the ledger, into the trash. */
export async function deleteThing(directory: string, command: string, words: readonly string[], options: DeleteOptions): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    const things = await find(ledger, words, options);
    const { analyses, notes } = planDeletion(ledger, things, options.withDependents);
    const name = options.where ? `${things.length} selected` : words.join(" ");
    const addresses = analyses.map((id) => addressOf(ledger, id));
    const say = (verb: string): void => {
      if (options.json) return;
      process.stdout.write(`${verb}  ${name}  (analyses: ${addresses.length})\n`);
      printCounted([...addresses, ...notes].map((line) => `  ${line}`));
    };
    if (options.dryRun) say("would delete");
    else if (!options.yes) await confirm(name, addresses, options);
    const moved = options.dryRun ? [] : deleteThings(session, things, options.withDependents === true).moved;
    if (!options.dryRun) say("deleted");
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ dryRun: options.dryRun === true, deleted: name, analyses: addresses, notes, moved }, null, 2)}\n`);
      return;
    }
    for (const path of moved) process.stdout.write(`  moved to ${path}\n`);
    if (!options.dryRun)
      process.stdout.write("asimov trash lists what was deleted, and brings it back; results in the store and config files in git stay\n");
  });
}

async function find(ledger: Ledger, words: readonly string[], options: DeleteOptions): Promise<readonly Deletable[]> {
  if (options.where || words.length === 0) return (await chosen(ledger, words, options)).map(({ id }) => ({ table: "analyses", id }));
  const [first = "", second] = words;
  if (first === "configuration" && second !== undefined) return [findConfiguration(ledger, second)];
  const { subject, analysis } = findTarget(ledger, first, second);
  return [analysis ? { table: "analyses", id: analysis.id } : { table: "subjects", id: subject.id }];
}

const longest = 20;

// As for every change of several analyses, somebody has to say yes; one that was named is named on purpose.
async function confirm(name: string, addresses: readonly string[], { json }: DeleteOptions): Promise<void> {
  const count = addresses.length;
  const question = `Delete ${name} (${count === 0 ? "no analyses" : addresses.slice(0, longest).join(", ")}${count > longest ? `, and ${count - longest} more` : ""})?`;
  const answer = json ? undefined : await agreed(question);
  if (answer === false) throw new AsimovError("NOT_CONFIRMED", { message: "nothing was changed", remedy: "Answer with y, or give --yes." });
  if (answer === undefined && count > 1) throw unconfirmed(`${count} analyses would be deleted`);
}
