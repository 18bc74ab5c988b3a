import type { Command } from "commander";

import type { Invocation } from "./invocation.ts";

/** Commands about the scheduler that runs workflows on this machine. */
export function addLocal(program: Command, { directory }: Invocation): void {
  const local = program
    .command("local")
    .summary("the supervisor that runs workflows on this machine")
    .description("the supervisor that runs the workflows of all your projects on this machine, where no other scheduler does");
  local
    .command("status")
    .description("whether it is at work, what its jobs may take together, and the workflows that are open; starts nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nThe jobs of one analysis: asimov jobs ADDRESS\n\nExample:\n  asimov local status")
    .action(async (options) => (await import("../commands/local.ts")).localStatusOf(directory(), options));
  local
    .command("stop")
    .description("end it; jobs go on, and whoever needs it next starts another one, which finds them")
    .option("--dry-run", "show what would be stopped, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nTo end the jobs of an analysis: asimov analysis stop ADDRESS\n\nExample:\n  asimov local stop")
    .action(async (options) => (await import("../commands/local.ts")).stopSupervisor(directory(), options));
}
