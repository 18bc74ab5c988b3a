import { Option, type Command } from "commander";

import { applyHelp } from "../apply-help.ts";
import { collect } from "../arguments.ts";
import type { Invocation } from "./invocation.ts";

/** Commands that start a project and put blueprints into its ledger. */
export function addChanging(program: Command, { directory, command }: Invocation): void {
  program
    .command("init")
    .description("start a project in this directory")
    .argument("<name>", "what the project is called, for people")
    .option("--shared", "for all members of the group of the directory: they may do what you may")
    .addHelpText("after", '\nExamples:\n  asimov init "GWTC-5 catalogue"\n  chgrp ligo . && asimov init "GWTC-5 catalogue" --shared')
    .action(async (name: string, options) => (await import("../commands/init.ts")).init(directory(), name, options));

  program
    .command("apply")
    .summary("blueprints into the ledger: all documents of a file, or none")
    .description("put blueprints into the ledger: all documents of a file, or none")
    .argument("[args...]", "what the applicator named with --plugin is to look for")
    .option("-f, --file <file>", "a YAML file of one or more documents, or its http(s) URL", collect)
    .option("-p, --plugin <name>", "let an installed applicator make the documents, from an outside source (asimov plugins)")
    .option("-e, --event <name>", 'the event that analyses go to, over "event:" in their documents')
    .option("-U, --update", "allow documents that differ from what the ledger has")
    .option("--update-unstarted", "likewise, and give analyses that are not built yet the event's newest revision")
    .addOption(
      new Option("--take <side>", "whose value counts where the ledger was changed since and the blueprint says something else").choices([
        "blueprint",
        "ledger",
      ]),
    )
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", applyHelp)
    .action(async (args: readonly string[], options) =>
      (await import("../commands/apply.ts")).apply(directory(), command, { file: [], ...options, args }),
    );
}
