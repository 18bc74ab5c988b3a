import type { Command } from "commander";

import { collect, duration, transaction } from "../arguments.ts";
import type { Invocation } from "./invocation.ts";
import { addChangingWhere } from "./where.ts";

/** Commands that change, take back, and carry over what is in the ledger. */
export function addEditing(program: Command, { directory, command }: Invocation): void {
  program
    .command("copy")
    .description("a new analysis with the settings of another one")
    .argument("<address>", "SUBJECT/ANALYSIS, or a name where it is unique")
    .argument("<new>", "its name, or SUBJECT/NAME for another event")
    .option("-s, --set <key=value>", "another value, as YAML; may be given several times", collect)
    .option("--unset <key>", "without this key; may be given several times", collect)
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov copy GW150914/pe pe-long --set 'data.segment length=8' --set 'sampler.sampler kwargs.nlive=2000'")
    .action(async (address: string, to: string, options) => (await import("../commands/edit.ts")).copy(directory(), command, address, to, options));

  program
    .command("undo")
    .summary("take back what one command changed")
    .description(
      "take back what one command changed: every row of the ledger is what it was; refused if anything was done on top, or if settings of analyses would contradict each other",
    )
    .argument("[transaction]", "its number, as --list shows it; the newest one that was not taken back when not given", transaction)
    .option("-l, --list", "show what people changed, the newest first")
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  asimov undo --dry-run\n  asimov undo --list\n  asimov undo 42")
    .action(async (number: number | undefined, options) => (await import("../commands/undo.ts")).undo(directory(), command, number, options));

  const deletion = program
    .command("delete")
    .summary("take events, analyses or configurations out, into the trash")
    .description("take an event with its analyses, a configuration, or analyses out of the ledger, into the trash")
    .argument("[what...]", "an event, SUBJECT/ANALYSIS, project:NAME, or: configuration NAME")
    .option("--with-dependents", "and the analyses that need or combine what goes");
  addChangingWhere(deletion)
    .addHelpText(
      "after",
      "\nExamples:\n  asimov delete GW150914/pe\n  asimov delete GW150914 --dry-run\n  asimov delete --where 'name: test, status: ready' --yes\n  asimov delete configuration defaults",
    )
    .action(async (what: string[], options) => (await import("../commands/delete.ts")).deleteThing(directory(), command, what, options));

  const trash = program
    .command("trash")
    .summary("what was deleted or restarted, and the way back")
    .description("what was deleted: every version of it, and the way back; run directories of what was deleted or restarted");
  trash
    .command("list", { isDefault: true })
    .description("everything that was deleted and is not back: what, when, by whom; run directories with their size, age and analysis")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov trash list")
    .action(async (options) => (await import("../commands/trash.ts")).showTrash(directory(), command, options));
  trash
    .command("restore")
    .description("bring something back, with its run directories as far as they are in the trash")
    .argument(
      "<item>",
      "as the list shows it; without @NUMBER its newest version; a number for all that one command deleted; or the name of a run directory",
    )
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov trash restore GW150914\n  asimov trash restore GW150914/pe@42\n  asimov trash restore GW150914-pe-1-2026-03-01T120000000Z",
    )
    .action(async (item: string, options) => (await import("../commands/trash.ts")).restore(directory(), command, item, options));

  trash
    .command("empty")
    .description("delete run directories in the trash for good; what the ledger knows of them, and what was deleted there, stays in its history")
    .option("--older-than <time>", "only those that have been there so long, such as 30d", duration)
    .option("-y, --yes", "without asking")
    .option("--dry-run", "show what would be deleted, and delete nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  asimov trash empty --older-than 30d --dry-run\n  asimov trash empty --older-than 30d --yes")
    .action(async (options) => (await import("../commands/trash-empty.ts")).emptyTrash(directory(), command, options));

  program
    .command("export")
    .summary("what was decided, as YAML blueprints")
    .description(
      "what was decided as YAML blueprints: configurations, events with their revisions, analyses, reviews, labels; no attempts, no results",
    )
    .argument("[event]", "only this event and its analyses")
    .option("-o, --output <file>", "write a file")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov export -o catalogue.yaml")
    .action(async (event: string | undefined, options) =>
      (await import("../commands/export.ts")).exportBlueprints(directory(), command, event, options),
    );

  program
    .command("import")
    .summary("an export into an empty project")
    .description("put what asimov export made into an empty project: the same state, without attempts and results")
    .argument("<file>", "the file, or its http(s) URL")
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov init copy && asimov import catalogue.yaml")
    .action(async (file: string, options) => (await import("../commands/export.ts")).importExport(directory(), command, file, options));
}
