import { Option, type Command } from "commander";

import { collect, limit, seconds, step } from "../arguments.ts";
import type { Invocation } from "./invocation.ts";
import { addWhere } from "./where.ts";

/** Commands that run analyses: building, checking, submitting, and looking after what runs. */
export function addRunning(program: Command, { directory, command }: Invocation): void {
  const manage = program
    .command("manage")
    .summary("build config files; submit jobs")
    .description("build: write the config files of ready analyses; submit: run their builders and hand the jobs to the scheduler")
    .argument("<step...>", "build, submit, or both", step)
    .option("-e, --event <name>", "only analyses of this event")
    .option("-a, --analysis <address>", "only this analysis, as SUBJECT/ANALYSIS", collect);
  addWhere(manage)
    .addOption(new Option("--overwrite", "lose changes that were made to a config file by hand").conflicts("keepEdit"))
    .option("--keep-edit", "run with a config file that was changed by hand; the ledger records it")
    .addOption(
      new Option("--max-submit <number>", 'submit at most so many now, over "throttle: {most per pass}" of the configuration').argParser(limit),
    )
    .option(
      "--dry-run",
      "show what would be built, with the changes of config files, and submitted, with the builder's first command; change nothing",
    )
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov manage build\n  asimov manage build submit --dry-run\n  asimov manage submit --max-submit 10\n  asimov manage build submit --event GW150914\n  asimov manage submit --where 'pipeline: bilby'",
    )
    .action(async (_step: string, options, self: Command) =>
      (await import("../commands/manage.ts")).manage(directory(), command, self.args.map(step), options),
    );

  const check = program
    .command("check")
    .summary("what a site would refuse of the jobs, before they are submitted")
    .description("compare the submit files of workflows with what a site asks of them, before anything is submitted there")
    .argument("[subject]", "only of this event, or SUBJECT/ANALYSIS")
    .option("-s, --site <name>", "the site, such as LDG; else that of each analysis's scheduler: schedulers: {NAME: {site: LDG}}");
  addWhere(check)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nWithout an analysis or --where: those that are still to be submitted. Exit code 1 when anything would be refused. What has no workflow yet is told, and no error: its builder writes that at the submission,\nwhich checks it where its scheduler has a site.\n\nSites are YAML files: NAME.yaml in .asimov/sites of the project or in ~/.config/asimov/sites, and those that packages of schedulers bring.\n\nExamples:\n  asimov check --site LDG\n  asimov check GW150914/pe --site OSG\n  asimov check --site LDG --where 'pipeline: bilby' --json",
    )
    .action(async (subject: string | undefined, options) => (await import("../commands/check.ts")).check(directory(), command, subject, options));

  const monitor = program
    .command("monitor")
    .summary("look after everything that runs")
    .description("look after everything that runs: completion, failures, results")
    .argument("[subject]", "only this event, or SUBJECT/ANALYSIS")
    .option("-c, --chain", "build and submit what is, or becomes, ready")
    .option("-w, --watch", "go on until nothing is left to do, with a live table")
    .option("--now", "ask schedulers that were out of reach before their next try is due, as it is done at a terminal anyway")
    .option("--interval <seconds>", "seconds between the passes of --watch", seconds);
  addWhere(monitor)
    .option("--dry-run", "ask the schedulers, show what a pass would do with each analysis, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov monitor --chain            one pass, as from cron\n  asimov monitor --chain --watch    until everything is done\n  asimov monitor --chain --dry-run  what it would do\n  asimov monitor --where 'pipeline: bilby'",
    )
    .action(async (subject: string | undefined, options) => (await import("../commands/monitor.ts")).monitor(directory(), command, subject, options));
}
