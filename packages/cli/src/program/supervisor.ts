import type { Command } from "commander";

import type { Invocation } from "./invocation.ts";

const which = "of this scheduler of the configuration; that which takes workflows when not given";

/** Commands about the supervisors that walk workflows where no engine does. */
export function addSupervisor(program: Command, { directory }: Invocation): void {
  const supervisor = program
    .command("supervisor")
    .summary("the program in the background that walks workflows")
    .description(
      "the program in the background that walks the workflows of all your projects, on this machine or on a cluster that knows only single jobs",
    );
  supervisor
    .command("status")
    .description("whether it is at work, what its jobs may take together, and the workflows that are open; starts nothing")
    .option("--scheduler <name>", which)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nThe jobs of one analysis: asimov jobs ADDRESS\n\nExamples:\n  asimov supervisor status\n  asimov supervisor status --scheduler local",
    )
    .action(async (options) => (await import("../commands/supervisor.ts")).showSupervisor(directory(), options));
  supervisor
    .command("stop")
    .description("end it; jobs go on, and whoever needs it next starts another one, which finds them")
    .option("--scheduler <name>", which)
    .option("--dry-run", "show what would be stopped, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nTo end the jobs of an analysis: asimov analysis stop ADDRESS\n\nExample:\n  asimov supervisor stop")
    .action(async (options) => (await import("../commands/supervisor.ts")).stopSupervisor(directory(), options));
}
