import type { Command } from "commander";

import type { Invocation } from "./invocation.ts";

/** Commands about what is installed and configured on this machine. */
export function addInstalled(program: Command, { directory }: Invocation): void {
  program
    .command("plugins")
    .summary("the plugins that are installed")
    .description("the plugins that are installed, with their versions and where they were found")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov plugins")
    .action(async (options) => (await import("../commands/plugins.ts")).plugins(directory(), options));

  const config = program.command("config").description("the configuration of this machine and user");
  config
    .command("show")
    .description("every setting that is not a default, and the file that it comes from")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov config show")
    .action(async (options) => (await import("../commands/config.ts")).showConfig(directory(), options));
}
