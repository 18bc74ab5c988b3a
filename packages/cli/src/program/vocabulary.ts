import type { Command } from "commander";

import type { Invocation } from "./invocation.ts";

/** Commands about what blueprints can say. */
export function addVocabulary(program: Command, { directory }: Invocation): void {
  const vocabulary = program
    .command("vocabulary")
    .summary("the settings that blueprints can have")
    .description("the settings that blueprints can have: what they mean, in which unit, and who reads them");
  vocabulary
    .command("list", { isDefault: true })
    .description("all keys, by section")
    .option("-p, --pipeline <name>", "only what this pipeline reads")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  asimov vocabulary\n  asimov vocabulary list --pipeline bilby")
    .action(async (options) => (await import("../commands/vocabulary.ts")).listVocabulary(directory(), options));
  vocabulary
    .command("show")
    .description("all about a key")
    .argument("<key>", "as blueprints nest it, with dots between: data.segment length")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  asimov vocabulary show 'likelihood.sample rate'")
    .action(async (key: string, options) => (await import("../commands/vocabulary-key.ts")).showKey(directory(), key, options));
  vocabulary
    .command("check")
    .description("compare blueprints with the vocabulary; no project is needed, and nothing is changed")
    .argument("<file...>", "YAML files, or their http(s) URLs")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  asimov vocabulary check GW150914.yaml\n\nExit code 1 if apply would refuse a document; warnings are no error.",
    )
    .action(async (files: string[], options) => (await import("../commands/vocabulary.ts")).checkFiles(directory(), files, options));

  program
    .command("schema")
    .summary("the JSON Schema of blueprints, for editors")
    .description("the JSON Schema of blueprints, by which editors complete and check them")
    .option("-o, --output <file>", "write it to a file")
    .addHelpText(
      "after",
      "\nExample:\n  asimov schema -o blueprint.schema.json\n\nThen, as the first line of a blueprint, for editors with the YAML language server:\n  # yaml-language-server: $schema=blueprint.schema.json",
    )
    .action(async (options) => (await import("../commands/schema.ts")).schema(directory(), options));
}
