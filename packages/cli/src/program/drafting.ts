import type { Command } from "commander";

import type { Invocation } from "./invocation.ts";

/** Commands that write blueprints. */
export function addDrafting(program: Command, { directory }: Invocation): void {
  program
    .command("blueprint")
    .description("write blueprints")
    .command("from-config")
    .description("draft a blueprint from a config file of a pipeline")
    .argument("<file>", "the config file")
    .requiredOption("-p, --pipeline <name>", "the pipeline that reads the file")
    .option("-o, --output <file>", "write the blueprint to this file, which must be new; it is printed otherwise")
    .option("--name <name>", "what the analysis is called, if not as in the config file")
    .option("-e, --event <name>", "what its event is called, if not as the analysis")
    .option("--analysis-only", "without the event: it is there already, and the analysis says all")
    .option("--json", "print the result as JSON")
    .addHelpText("after", help)
    .action(async (file: string, options) => (await import("../commands/blueprint.ts")).fromConfig(directory(), file, options));
}

const help = `
What the pipeline writes anyway is left out. The draft is rendered and compared with the file, option by option: what it does not say stands in
comments at its end. Relative paths are taken as from the project directory.

Examples:
  asimov blueprint from-config GW150914.ini --pipeline bilby -o GW150914.yaml
  asimov blueprint from-config pe.ini --pipeline bilby --event GW150914 --analysis-only`;
