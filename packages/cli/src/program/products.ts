import type { Command } from "commander";

import { attempt, collect } from "../arguments.ts";
import type { Invocation } from "./invocation.ts";
import { addWhere } from "./where.ts";

/** Commands about what analyses have made. */
export function addProducts(program: Command, { directory, command }: Invocation): void {
  const assets = program
    .command("assets")
    .summary("what an analysis offers to others")
    .description("the recorded products of an analysis: name, which file of it, size, SHA-256, and whether it still is what was recorded")
    .argument("[subject]", "SUBJECT/ANALYSIS, or its event")
    .argument("[analysis]", "an analysis of it");
  addWhere(assets)
    .option("-a, --attempt <number>", "of this attempt, not of the newest that finished", attempt)
    .option("--verify", "read each file again and compare its content; else only its size")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExit code 1 when one is not what was recorded.\n\nExamples:\n  asimov assets GW150914/psd\n  asimov assets GW150914 pe --verify\n  asimov assets --where 'pipeline: bayeswave'",
    )
    .action(async (subject: string | undefined, name: string | undefined, options) =>
      (await import("../commands/assets.ts")).assets(directory(), command, subject, name, options),
    );

  program
    .command("results")
    .summary("what an analysis found: medians, intervals, evidence")
    .description(
      "the posteriors of an analysis: number of samples, evidence, and of each parameter the median and the 90 % interval, in the units of the file",
    )
    .argument("[subject]", "SUBJECT/ANALYSIS, or its event")
    .argument("[analysis]", "an analysis of it")
    .option("-p, --parameter <name>", "only this parameter; may be given several times", collect)
    .option("--asset <name>", "the files of this asset, not its samples; may be given several times", collect)
    .option("-a, --attempt <number>", "of this attempt, not of the newest that finished", attempt)
    .option("-f, --file <file>", "any result file, in a project or not")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nReads what bilby, PESummary, RIFT and LALInference write, told by the content: no Python is needed.\n\nExamples:\n  asimov results GW150914/pe\n  asimov results GW150914 pe -p chirp_mass -p mass_ratio\n  asimov results --file posterior_samples.h5 --json",
    )
    .action(async (subject: string | undefined, name: string | undefined, options) =>
      (await import("../commands/results.ts")).results(directory(), command, subject, name, options),
    );

  const pages = program
    .command("pages")
    .summary("web pages that programs made of results")
    .description("the published web pages that programs made, such as summaries and plots: where to begin reading them")
    .argument("[subject]", "only of this event, or SUBJECT/ANALYSIS")
    .argument("[analysis]", "only of this analysis of it");
  addWhere(pages)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nThey are in pages/EVENT/ANALYSIS, or below the directory that the configuration names (directories: {pages: DIR}), and stay when their analysis runs again.\n\nExamples:\n  asimov pages\n  asimov pages GW150914/summary --json",
    )
    .action(async (subject: string | undefined, name: string | undefined, options) =>
      (await import("../commands/pages.ts")).pages(directory(), command, subject, name, options),
    );

  const store = program
    .command("store")
    .summary("the archive of final results: list, verify, fetch")
    .description("the archive of final results, whose files never change");
  const list = store
    .command("list", { isDefault: true })
    .description("the files in the store, with sizes and hashes")
    .argument("[subject]", "only of this event, or SUBJECT/ANALYSIS");
  addWhere(list)
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  asimov store list\n  asimov store list GW150914 --json")
    .action(async (subject: string | undefined, options) => (await import("../commands/store.ts")).listStore(directory(), command, subject, options));
  const verify = store
    .command("verify")
    .description("read files of the store again, and compare them with what the ledger says")
    .argument("[subject]", "only of this event, or SUBJECT/ANALYSIS");
  addWhere(verify)
    .option("--mend", "write manifests that are missing or changed anew; they are made of nothing but the ledger")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExit code 1 when something is missing or changed.\n\nExamples:\n  asimov store verify\n  asimov store verify GW150914/pe",
    )
    .action(async (subject: string | undefined, options) =>
      (await import("../commands/store.ts")).verifyStore(directory(), command, subject, options),
    );
  const fetch = store
    .command("fetch")
    .description("copies of stored files in another directory, each compared with its hash")
    .argument("[address...]", "SUBJECT/ANALYSIS, or a name where it is unique")
    .requiredOption("-t, --to <directory>", "where to: they are EVENT/ANALYSIS/ATTEMPT/FILE below it")
    .option("--asset <name>", "only this product; may be given several times", collect);
  addWhere(fetch)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov store fetch GW150914/pe --to ~/results\n  asimov store fetch --where 'pipeline: bilby' --asset samples --to out",
    )
    .action(async (addresses: string[], options) => (await import("../commands/store.ts")).fetchStore(directory(), command, addresses, options));

  const disk = program
    .command("disk")
    .summary("what takes room on the disk, and what is free")
    .description("what takes room on the disk, by analysis and kind, and how much is free; links are not followed")
    .argument("[subject]", "only analyses of this event, or SUBJECT/ANALYSIS");
  addWhere(disk)
    .option("--json", "print the result as JSON, in bytes")
    .addHelpText(
      "after",
      "\nNothing is submitted while less is free than the configuration says (disk: {minimum free: 10 GB}).\n\nExamples:\n  asimov disk\n  asimov disk GW150914\n  asimov disk --where 'status: uploaded'",
    )
    .action(async (subject: string | undefined, options) => (await import("../commands/disk.ts")).disk(directory(), command, subject, options));
}
