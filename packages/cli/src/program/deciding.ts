import type { Decision } from "@asimov-gw/core/lifecycle";
import type { Command } from "commander";

import { collect } from "../arguments.ts";
import type { Invocation } from "./invocation.ts";
import { addChangingWhere } from "./where.ts";

/** Commands by which a person decides about single analyses. */
export function addDeciding(program: Command, { directory, command }: Invocation): void {
  const analysis = program
    .command("analysis")
    .alias("production")
    .summary("stop, restart, resurrect, hold, release, cancel, clean or set analyses")
    .description("decide about single analyses");
  for (const [name, description] of Object.entries(decisions) as [Decision, string][]) {
    const decision = analysis.command(name).description(description).argument("[address...]", "SUBJECT/ANALYSIS, or a name where it is unique");
    addChangingWhere(decision);
    if (name === "restart") decision.option("--refresh", "with the settings that the ledger has now, not those it was built with");
    decision.addHelpText(
      "after",
      `\nExamples:\n  asimov analysis ${name} GW150914/pe\n  asimov analysis ${name} --where 'pipeline: bilby, status: ${examples[name]}' --dry-run`,
    );
    decision.action(async (addresses: string[], options) =>
      (await import("../commands/decide.ts")).decide(directory(), command, name, addresses, options),
    );
  }

  const label = program
    .command("label")
    .summary("labels of analyses, for needs and selections")
    .description("write labels on an analysis, for needs and selections (label.NAME: VALUE); without labels, show those it has")
    .argument("[address-and-labels...]", "SUBJECT/ANALYSIS, then NAME or NAME=VALUE; with --where only labels")
    .option("-r, --remove <name>", "take this label away", collect);
  addChangingWhere(label)
    .addHelpText("after", "\nExamples:\n  asimov label GW150914/pe good snr=24\n  asimov label --where 'status: stuck' --remove good --dry-run")
    .action(async (words: string[], options) => (await import("../commands/label.ts")).label(directory(), command, words, options));
  const clean = analysis
    .command("clean")
    .description("move the files of ended attempts to the project's trash; what is in the store and in git stays")
    .argument("[address...]", "SUBJECT/ANALYSIS, or a name where it is unique")
    .option("--intermediate", "all but recorded products; only of what is uploaded, when the store is whole");
  addChangingWhere(clean)
    .addHelpText(
      "after",
      "\nExamples:\n  asimov analysis clean GW150914/pe --dry-run\n  asimov analysis clean --intermediate --where 'status: uploaded'",
    )
    .action(async (addresses: string[], options) => (await import("../commands/clean.ts")).clean(directory(), command, addresses, options));
  const set = analysis
    .command("set")
    .description("other settings than its blueprint has, until that changes them too; what it was built with stays")
    .argument("[address-and-values...]", "SUBJECT/ANALYSIS, then KEY=VALUE with values as YAML; with --where only these")
    .option("--unset <key>", "without this key; may be given several times", collect);
  addChangingWhere(set)
    .addHelpText(
      "after",
      "\nExamples:\n  asimov analysis set GW150914/pe 'sampler.sampler kwargs.nlive=2000' 'data.segment length=8' --unset priors.chirp_mass\n  asimov analysis set --where 'pipeline: bilby, status: ready' 'sampler.sampler kwargs.nlive=2000' --dry-run",
    )
    .action(async (words: string[], options) => (await import("../commands/edit.ts")).set(directory(), command, words, options));
}

const examples: Readonly<Record<Decision, string>> = {
  stop: "running",
  restart: "stuck",
  resurrect: "stuck",
  hold: "ready",
  release: "wait",
  cancel: "stuck",
};

const decisions: Readonly<Record<Decision, string>> = {
  stop: "end its jobs; the next monitor pass removes them",
  restart: "run it again from the start; its files go to the project's trash",
  resurrect: "go on with a stuck or stopped analysis from where it was",
  hold: "do nothing with it until it is released; the jobs of one that runs are held, where its scheduler can",
  release: "let an analysis that is held, left to people or cancelled take its course",
  cancel: "it will not run, or not again; what it has made stays",
};
