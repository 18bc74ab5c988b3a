import type { Command } from "commander";

import { collect } from "../arguments.ts";

/** Adds the option that selects analyses by what they are, in the language of `needs`. */
export function addWhere(command: Command): Command {
  return command.option(
    "--where <conditions>",
    "those for which all conditions hold, such as 'pipeline: bilby, status: !stuck'; given again: or these",
    collect,
  );
}

/** Adds the options of a command that changes what is selected. */
export function addChangingWhere(command: Command): Command {
  return addWhere(command)
    .option("-y, --yes", "change several analyses without asking")
    .option("--dry-run", "show what would be changed, and change nothing")
    .option("--json", "print the result as JSON");
}
